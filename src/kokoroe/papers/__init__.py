"""Papers: data in, PDF/A (typst) and xlsx (openpyxl) out."""
