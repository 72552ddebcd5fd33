/** What a partner's webhook receives, and how it checks that it comes from us. */

export const WEBHOOK_BODY = `{
  "id": "01KB3Q5W8ZJ4T0N2M6R7X9Y1VC",
  "type": "lead.status_changed",
  "created_at": "2026-11-23T14:05:09Z",
  "data": {
    "lead_id": "01KB3PZK4Q7E8H2D5G9F1C3B6A",
    "status": "MEETING_SCHEDULED",
    "previous_status": "CALLING"
  }
}`;

export const SIGNATURE_EXAMPLES = [
  {
    language: "Python",
    code: `import hashlib, hmac, time

def is_genuine(secret: str, headers, body: bytes) -> bool:
    timestamp = headers["X-HomeWork-Timestamp"]
    if abs(time.time() - int(timestamp)) > 300:
        return False
    signed = timestamp.encode() + b"." + body
    expected = "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, headers["X-HomeWork-Signature"])`,
  },
  {
    language: "Node.js",
    code: `import { createHmac, timingSafeEqual } from "node:crypto";

function isGenuine(secret, headers, body) {
  const timestamp = headers["x-homework-timestamp"];
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const hmac = createHmac("sha256", secret).update(\`\${timestamp}.\`).update(body);
  const expected = Buffer.from("v1=" + hmac.digest("hex"));
  const given = Buffer.from(headers["x-homework-signature"] ?? "");
  return expected.length === given.length && timingSafeEqual(expected, given);
}`,
  },
  {
    language: "PHP",
    code: `function is_genuine(string $secret, array $headers, string $body): bool {
    $timestamp = $headers['X-HomeWork-Timestamp'];
    if (abs(time() - (int) $timestamp) > 300) {
        return false;
    }
    $expected = 'v1=' . hash_hmac('sha256', $timestamp . '.' . $body, $secret);
    return hash_equals($expected, $headers['X-HomeWork-Signature']);
}`,
  },
];
