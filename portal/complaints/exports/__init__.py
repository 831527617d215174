"""*Unduh*: exactly the list that somebody sees, as a workbook or as the recap that offices pass on."""
