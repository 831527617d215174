"""Attachments: what they really are, kept under names that nobody can guess."""

from portal.files.serving import as_download
from portal.files.storage import DOCUMENTS, LARGEST, PHOTOS, StoredFileRow, find, find_many, store

__all__ = ["DOCUMENTS", "LARGEST", "PHOTOS", "StoredFileRow", "as_download", "find", "find_many", "store"]
