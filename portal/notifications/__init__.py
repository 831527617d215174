"""WhatsApp messages: an outbox written with the act, a worker that sends, receipts that say how far."""
