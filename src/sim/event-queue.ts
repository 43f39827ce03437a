/** Events in the order of the virtual clock; equal times keep the order in which they were scheduled. A binary heap. */
export class EventQueue<T> {
  private readonly heap: { atMicros: number; order: number; value: T }[] = [];
  private scheduled = 0;

  push(atMicros: number, value: T): void {
    this.heap.push({ atMicros, order: this.scheduled, value });
    this.scheduled += 1;
    let index = this.heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.isBefore(index, parent)) break;
      this.swap(index, parent);
      index = parent;
    }
  }

  /** Time of the next event. */
  peek(): number | undefined {
    return this.heap[0]?.atMicros;
  }

  pop(): { atMicros: number; value: T } | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!first || !last || first === last) return first;
    this.heap[0] = last;
    this.sink();
    return first;
  }

  private sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      let smallest = index;
      if (left < this.heap.length && this.isBefore(left, smallest)) smallest = left;
      if (left + 1 < this.heap.length && this.isBefore(left + 1, smallest)) smallest = left + 1;
      if (smallest === index) return;
      this.swap(index, smallest);
      index = smallest;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const first = this.heap[a];
    const second = this.heap[b];
    if (!first || !second) return false;
    return first.atMicros !== second.atMicros
      ? first.atMicros < second.atMicros
      : first.order < second.order;
  }

  private swap(a: number, b: number): void {
    const first = this.heap[a];
    const second = this.heap[b];
    if (!first || !second) return;
    this.heap[a] = second;
    this.heap[b] = first;
  }
}
