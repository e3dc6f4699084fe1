"""Reading xlsx workbooks of strangers: judged before unpacking, read as a stream, within limits."""
