"""What happens: each act in one transaction, whoever asks for it."""
