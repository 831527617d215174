"""A fake WhatsApp Cloud API with phone screens, for the demo and the tests; it imports nothing of ours."""
