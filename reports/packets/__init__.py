"""The packet: one ZIP made from a frozen record, which anyone can check without the portal."""
