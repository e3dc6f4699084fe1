"""ZIPs of somebody's evidence folder: read without trusting them. Knows no database."""
