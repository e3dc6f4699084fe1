"""What the reports keep of their own: only what people asked to have made."""

from reports.models.jobs import Job


__all__ = ["Job"]
