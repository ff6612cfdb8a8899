"""What runs in processes of its own and imports nothing but the standard library; boot.py starts them."""
