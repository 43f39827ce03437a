say() { printf '%s\n' "$*"; }
die() { printf 'lab: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

usage() {
  say "usage: sh $0 up                  build the network (as root)"
  say "       sh $0 status              what is there"
  say "       sh $0 exec PLACE CMD ...  run a command in a pod or on a node"
  say "       sh $0 down                remove everything again"
  say "places: $PLACES"
}

need_root() {
  [ "$(uname -s)" = Linux ] || die "network namespaces exist on Linux only; run this in a Linux virtual machine"
  [ "$(id -u)" = 0 ] || die "making network namespaces needs root: sudo sh $0 $*"
}

need_tools() {
  missing=
  for tool in ip:iproute2 bridge:iproute2 $RULE_TOOLS; do
    have "${tool%%:*}" || missing="$missing ${tool#*:}"
  done
  [ -z "$missing" ] || die "missing tools; on Debian or Ubuntu: apt-get install$missing"
  have python3 || say "note: python3 is not installed, so no server will answer; ping works all the same"
  have nfacct || say "note: nfacct is not installed; the one rule that counts with it is loaded without its counter"
  have ethtool || say "note: ethtool is not installed; captures will show checksums that hardware would fill in"
}

# not "ip netns list": it complains of namespaces that somebody else is just making or removing
namespaces() { ls /run/netns 2>/dev/null | grep "^$PREFIX" || true; }

netns_of() {
  name=$PREFIX$(printf '%s' "$1" | tr / _)
  if namespaces | grep -qxF "$name"; then printf '%s' "$name"; return; fi
  name=${PREFIX}default_$1
  if namespaces | grep -qxF "$name"; then printf '%s' "$name"; return; fi
  [ -n "$(namespaces)" ] || die "nothing is built yet: sudo sh $0 up"
  die "there is no \"$1\". Places: $PLACES"
}

# --- what build() below is written with; each reads its text from standard input ---

netns() { ip netns add "$PREFIX$1"; }

# key and value per line, below /proc/sys of the namespace
switches() {
  ip netns exec "$PREFIX$1" sh -c 'cd /proc/sys && while read -r key value; do
    if [ -e "$key" ]; then printf "%s" "$value" >"$key" || exit 1; fi
  done'
}

links() { ip -n "$PREFIX$1" -batch -; }
addresses() { ip -n "$PREFIX$1" -batch -; }
forwarding() { bridge -n "$PREFIX$1" -batch -; }

counters() {
  counting=yes
  for counter in $2; do
    if ! have nfacct || ! ip netns exec "$PREFIX$1" nfacct add "$counter" 2>/dev/null; then counting=no; fi
  done
}

rules() {
  if [ "$counting" = yes ]; then ip netns exec "$PREFIX$1" iptables-restore
  else sed 's/ -m nfacct --nfacct-name  *[^ ]*//' | ip netns exec "$PREFIX$1" iptables-restore; fi
}

nftables() { ip netns exec "$PREFIX$1" nft -f -; }

# ip netns exec shows these files in place of those in /etc
file() { mkdir -p "/etc/netns/$PREFIX$1" && cat >"/etc/netns/$PREFIX$1/$2"; }

servers() {
  cat >"$STATE/$1.listeners"
  have python3 || return 0
  setsid ip netns exec "$PREFIX$1" python3 "$STATE/serve.py" "$STATE/$1.listeners" "$STATE/names.json" \
    "$STATE/$1.ready" </dev/null >"$STATE/$1.log" 2>&1 &
  printf '%s\n' "$!" >>"$STATE/pids"
}

# checksums are then computed before a frame is captured, as on a network card
offloads_off() {
  have ethtool || return 0
  for space in $(namespaces); do
    ip netns exec "$space" sh -c 'for path in /sys/class/net/*; do
      ethtool -K "${path##*/}" tx off tso off gso off gro off >/dev/null 2>&1 || true
    done'
  done
}

wait_for_servers() {
  have python3 || return 0
  tries=0
  while [ "$(find "$STATE" -name '*.ready' | wc -l)" -lt "$(wc -l <"$STATE/pids")" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || die "a server did not start: $(cat "$STATE"/*.log)"
    sleep 0.1
  done
}

up() {
  need_root up
  need_tools
  [ -z "$(namespaces)" ] || die "it is already there; see: sh $0 status"
  trap 'code=$?; [ "$code" = 0 ] || { clear_away; printf "lab: not built, everything is removed again\n" >&2; }' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mkdir -p "$STATE"
  : >"$STATE/pids"
  counting=yes
  write_server
  set -e
  build
  offloads_off
  wait_for_servers
  set +e
  trap - EXIT INT TERM
  say "built: $(namespaces | wc -l) network namespaces. Try: sh $0 exec $EXAMPLE"
}

# ends only the servers that up started
stop_servers() {
  [ -f "$STATE/pids" ] || return 0
  while read -r pid; do
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$STATE/serve.py"; then kill "$pid" 2>/dev/null; fi
  done <"$STATE/pids"
}

clear_away() {
  set +e
  stop_servers
  for space in $(namespaces); do
    ip netns del "$space"
    rm -f "/etc/netns/$space/resolv.conf" "/etc/netns/$space/hosts"
    rmdir "/etc/netns/$space" 2>/dev/null
  done
  rmdir /etc/netns 2>/dev/null
  rm -rf "$STATE"
}

down() {
  need_root down
  clear_away
  say "removed"
}

status() {
  [ -n "$(namespaces)" ] || { say "nothing is built"; return 0; }
  need_root status
  for place in $PLACES; do
    addresses=$(ip -n "$PREFIX$(printf '%s' "$place" | tr / _)" -o -4 addr show scope global |
      awk '{printf "%s%s %s", (NR > 1 ? ", " : ""), $2, $4}')
    printf '%-40s %s\n' "$place" "$addresses"
  done
}

main() {
  command=${1:-help}
  [ $# = 0 ] || shift
  case $command in
    up) up ;;
    down) down ;;
    status) status ;;
    exec)
      [ $# -ge 2 ] || { usage >&2; exit 2; }
      need_root exec "$@"
      space=$(netns_of "$1") || exit 1
      shift
      exec ip netns exec "$space" "$@"
      ;;
    help | -h | --help) usage ;;
    *) usage >&2; exit 2 ;;
  esac
}
