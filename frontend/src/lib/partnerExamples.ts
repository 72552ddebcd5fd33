/** Requests that a partner makes, as they are shown on pages. */

/** Sends two leads with curl. */
export function transferExample(origin: string): string {
  return `curl ${origin}/api/leads/partner-transfer \\
  -H 'X-API-Key: YOUR_API_KEY' \\
  -H 'Idempotency-Key: 2026-11-23-batch-1' \\
  -H 'Content-Type: application/json' \\
  -d '{"leads": [
        {"name": "John Doe", "phone": "+14155551234", "email": "john@example.com",
         "consent": {"kind": "WRITTEN", "source": "example.com/quote", "seller": "Example",
                     "text": "I agree to be called by an AI.", "given_at": "2026-11-02T09:30:00Z"}},
        {"name": "Ana López", "phone": "+34612345678",
         "consent": {"kind": "ORAL", "source": "a call to our office", "seller": "Example",
                     "link": "https://example.com/recordings/7", "given_at": "2026-11-03T14:00:00Z"}}
      ]}'`;
}
