import { describe, expect, test } from 'vitest';
import { asciiToBytes, bytesToAscii } from '../wire/bytes';
import { headerValue, type HttpResponse, parseResponse } from '../wire/http';
import { respondHttp } from './http-server';

const context = {
  podName: 'pod-b',
  healthStatus: 200,
  seen: '10.244.0.5:43210',
  local: '10.244.0.8:8080',
};

function ask(start: string, own: Partial<typeof context> = {}): HttpResponse {
  const bytes = respondHttp(asciiToBytes(`${start} HTTP/1.1\r\nHost: my-service\r\n\r\n`), {
    ...context,
    ...own,
  });
  const response = bytes && parseResponse(bytes, start.split(' ')[0]);
  if (!response?.ok) throw new Error('no response');
  return response.value;
}

const bodyOf = (response: HttpResponse): string => bytesToAscii(response.body);

describe('the web server in a pod', () => {
  test('says who it is and whom it sees', () => {
    const response = ask('GET /');
    expect(response.status).toBe(200);
    expect(JSON.parse(bodyOf(response))).toEqual({
      pod: 'pod-b',
      seen: '10.244.0.5:43210',
      local: '10.244.0.8:8080',
    });
  });

  test('answers /health with the status that the process is in', () => {
    expect(ask('GET /health').status).toBe(200);
    expect(ask('GET /health', { healthStatus: 503 })).toMatchObject({
      status: 503,
      reason: 'Service Unavailable',
    });
  });

  test('fills a body of any size, for lessons about MTU', () => {
    expect(ask('GET /large?bytes=6000').body).toHaveLength(6000);
  });

  test('has nothing at other paths', () => expect(ask('GET /nothing').status).toBe(404));

  test('tells HEAD the length and sends no body', () => {
    const response = ask('HEAD /large?bytes=100');
    expect(headerValue(response.headers, 'content-length')).toBe('100');
    expect(response.body).toHaveLength(0);
  });

  test('waits for the rest of a request, and refuses what is none', () => {
    expect(respondHttp(asciiToBytes('GET / HTTP/1.1\r\n'), context)).toBeNull();
    expect(
      bytesToAscii(respondHttp(asciiToBytes('hello\r\n\r\n'), context) ?? new Uint8Array(0)),
    ).toMatch(/^HTTP\/1.1 400/);
  });
});
