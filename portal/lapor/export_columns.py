"""The columns of LAPOR!'s export by the names it gives them; their order and any further ones may change."""

from __future__ import annotations

from enum import StrEnum

from portal.lapor.columns import Layout


class Column(StrEnum):
    TRACKING_ID = "Tracking ID"
    DATE = "Tanggal Laporan Masuk"
    TIME = "Waktu Laporan Masuk"
    REPORTER = "Nama Pelapor"
    CLASSIFICATION = "Klasifikasi Laporan"
    CATEGORY_ID = "ID Kategori"
    CATEGORY = "Kategori"
    TITLE = "Judul Laporan"
    BODY_INITIAL = "Isi Laporan Awal"
    BODY_FINAL = "Isi Laporan Akhir"
    TYPE = "Tipe Laporan (Anonim/Rahasia)"
    SOURCE = "Sumber Laporan"
    PARENT_AGENCY = "Instansi Induk"
    AGENCY_ID = "ID Instansi Terdisposisi"
    AGENCY = "Instansi Terdisposisi"
    STATUS = "Status Laporan"
    REASON = "Alasan Tunda/Arsip"
    PROVINCE = "Provinsi"
    REGENCY = "Kota/Kabupaten"
    DISTRICT = "Kecamatan"
    VILLAGE = "Kelurahan"
    DECREE_NUMBER = "Nomor SK"
    DECREE_URL = "Url SK"
    ANNUAL_REPORT_URL = "Url Dokumen Laporan Tahunan"
    VICE_PRESIDENT_CHANNEL = "Laporan yang Masuk melalui Kanal Aduan Setwapres"
    RATING = "Rating"


LAYOUT = Layout.of(
    Column,
    required=[
        (Column.TRACKING_ID,),
        (Column.DATE,),
        (Column.STATUS,),
        (Column.TITLE, Column.BODY_INITIAL, Column.BODY_FINAL),
    ],
    aliases={
        "Tipe Laporan": Column.TYPE,
        "Isi Laporan": Column.BODY_INITIAL,
        "Kabupaten/Kota": Column.REGENCY,
        "Kelurahan/Desa": Column.VILLAGE,
        "Desa/Kelurahan": Column.VILLAGE,
    },
)
