"""The roster as a workbook: download, template, and an import that is looked at first."""
