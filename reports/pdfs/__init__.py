"""PDFs: what stands in each, and the confined process that draws them. Read docs/pdf.md first."""
