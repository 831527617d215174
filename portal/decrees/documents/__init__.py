"""The decree as a document: a Word file from a replaceable template, a PDF to look at, the signed file."""
