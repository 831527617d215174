"""Writes portal/accounts/data/common_passwords.txt: what people here choose first, made by ourselves.

Run it after changing a list below; a test holds that the file is what this writes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "portal" / "accounts" / "data" / "common_passwords.txt"
SHORTEST = 4

PLACES = """
bangkalan sampang pamekasan sumenep surabaya sidoarjo gresik mojokerto jombang nganjuk madiun magetan
ngawi bojonegoro tuban lamongan kediri blitar tulungagung trenggalek malang batu pasuruan probolinggo
lumajang jember banyuwangi bondowoso situbondo ponorogo pacitan jakarta bandung semarang yogyakarta
jogja solo surakarta medan palembang makassar denpasar padang pekanbaru batam lampung banjarmasin
balikpapan samarinda pontianak manado ambon jayapura kupang mataram bogor depok tangerang bekasi cirebon
tegal purwokerto magelang madura jawatimur jawa bali lombok sumatra kalimantan sulawesi papua indonesia
nusantara aceh riau jambi bengkulu kendari palu gorontalo ternate sorong merauke serang karawang cilegon
sukabumi garut tasikmalaya
"""
OFFICE = """
admin operator kominfo diskominfo dinas pemkab pemkot pemda kabupaten bupati camat kecamatan kelurahan
desa lapor aspal pengaduan aduan laporan sekretaris sekda inspektorat bappeda bkd dinkes disdik dpupr
dishub dinsos satpol puskesmas rsud kantor bagian server aplikasi sistem website portal layanan humas
pegawai asn
"""
WORDS = """
password pasword passwd sandi katasandi katakunci rahasia sangatrahasia kunci masuk login user username
pengguna administrator superadmin superuser root guest tamu test testing coba cobacoba ujicoba percobaan
sementara default ganti gantisandi lupa lupasandi salah benar selamat selamatpagi selamatsiang
selamatsore selamatmalam selamatdatang terimakasih sama apakabar halo hallo hai welcome hello sayang
sayangku sayangkamu cinta cintaku cintakamu akucintakamu akusayangkamu iloveyou rindu kangen kekasih
bidadari bintang bulan matahari langit awan hujan pelangi laut pantai gunung sungai hutan taman bunga
mawar melati anggrek kamboja kenanga pohon daun rumput kucing anjing kelinci harimau macan singa gajah
kuda sapi kambing ayam bebek burung elang garuda merpati ikan hiu lumba naga kancil monyet semut lebah
kupu merah putih merahputih hitam biru kuning hijau ungu jingga emas perak mama papa ibu bapak ayah
bunda kakak adik anak istri suami keluarga keluargaku rumah rumahku anakku ibuku ayahku bundaku mamaku
papaku teman sahabat pacar guru murid sekolah kampus kuliah kerja kantor gaji uang kaya sukses semangat
berkah barokah amanah istiqomah sabar ikhlas syukur tawakal doa sholat puasa ramadhan lebaran idulfitri
bismillah alhamdulillah subhanallah astaghfirullah allahuakbar assalamualaikum insyaallah masyaallah
laillahaillallah muhammad rasulullah nabi malaikat surga akhirat dunia islam muslim muslimah kristen
katolik hindu buddha yesus tuhan merdeka pancasila proklamasi bhinneka garudapancasila kemerdekaan
pahlawan sukarno soekarno suharto habibie gusdur megawati jokowi prabowo kartini diponegoro gajahmada
majapahit trunojoyo kerapan karapansapi garam satemadura kopi kopihitam teh tehmanis nasi nasigoreng
bakso sate soto rujak rendang indomie gorengan martabak durian mangga pisang apel jeruk semangka nanas
pepaya salak kelapa jagung singkong gula cabai senin selasa rabu kamis jumat sabtu minggu januari
februari maret april mei juni juli agustus september oktober november desember satu dua tiga empat lima
enam tujuh delapan sembilan sepuluh seratus seribu sejuta pagi siang sore malam kemarin besok sekarang
selamanya selalu kamu kita mereka siapa aku saya saya123 kamuaku akukamu akudankamu cantik ganteng
tampan manis imut lucu pintar bodoh gila keren mantap jaya abadi sentosa makmur sejahtera bahagia
gembira senang sedih marah mobil motor sepeda kereta pesawat honda yamaha suzuki toyota avanza xenia
innova beat vario mio supra ninja vixion samsung xiaomi oppo vivo nokia iphone android laptop komputer
internet facebook instagram twitter whatsapp youtube tiktok google gmail yahoo telkomsel indosat simpati
mandiri pertamina polisi tentara dokter perawat bidan petani nelayan pedagang pengacara bendahara
perangkatdaerah tindaklanjut disposisi bukaaja bukasitik tanya jangan jangandibuka bebas bebasmerdeka
langsung maju majuterus pantang pantangmenyerah sampangbahari hebat juara
"""
NAMES = """
agus budi andi dewi siti sri rina rini rani dian dina dini eka dwi tri catur putra putri putu made wayan
ketut nyoman komang ahmad achmad muhamad mohammad moh abdul abdullah rahman rahmat rahmad hidayat
hidayah hasan husain husein ali umar usman utsman yusuf ibrahim ismail ishak musa isa zakaria yahya daud
sulaiman fatimah aisyah khadijah maryam zainab hafsah halimah aminah nur nurul nurhayati nuraini fitri
fitria fitriani lestari wulan wulandari ratna kartika indah permata sari puspita anggraini handayani
rahayu susanti susanto sulistyo sulistyowati setiawan setiawati kurniawan kurniawati gunawan hermawan
irawan wirawan darmawan budiman santoso wibowo widodo widiastuti hartono hartati suharto supriyadi
supriyanto sutrisno suyanto suparno suparman sugiarto sugeng slamet joko bambang eko heru hery hendra
hendri hendro rudi rudy roni rony dedi dedy deni denny doni donny toni tony yanto yanti yuni yuli yulia
yuliana ayu bayu wahyu aditya adit dimas bagus bagas galih gilang arif arief rifki rizky rizki rizal
fajar faisal fauzi fauzan farhan farid fahmi hakim halim hamid hamdan iqbal ilham imam irfan iwan jamal
kamal khoirul lukman lutfi mahmud malik mansur mustofa nanang nasir novi novita okta oktavia purnomo
purwanto ridwan ririn rohman rohmah rosyid saiful samsul samsudin sholeh sofyan subhan suci suryadi
surya syaiful taufik taufiq teguh titik tutik ujang umi wawan yogi yoga zaenal zainal zainuddin zaini
zulkifli alfian alvin angga anggi ardi ardian arya asep cahya cahyo citra desi devi elok endah endang
erna ernawati evi fira gita hani hesti ika ike ila ina intan kiki laila lia lina linda lisa maya mega
mira nia nina nisa nita okky pipit rara ria ririk rosa selvi sinta shinta tari tika tina vera vina vivi
wati widya winda yani zahra zahro kevin michael jessica angel daniel david andreas yohanes maria
theresia stefanus agustinus kristina natalia
"""
CLUBS = """
persebaya bonek bonekmania arema aremania aremafc persib viking bobotoh persija jakmania maduraunited
persepam psm makassar balifc baliunited borneofc persela lamongan persik kediri persipura pss sleman
psis persis bhayangkara deltras gresikunited timnas timnasgaruda manchester manchesterunited manutd
mancity liverpool chelsea arsenal tottenham barcelona realmadrid madridista juventus inter intermilan
acmilan milanisti bayern dortmund ajax psg ronaldo messi neymar beckham rooney bambangpamungkas
egymaulana asnawi marselino naruto sasuke luffy onepiece goku dragonball doraemon nobita upin upinipin
spiderman superman batman ironman avengers pokemon pikachu mobilelegend freefire pubg minecraft dota
"""
ENGLISH = """
letmein trustno monkey dragon master shadow sunshine princess football baseball basketball superstar
starwars whatever freedom michael jordan jennifer hunter killer pepper ginger cookie banana orange
cheese summer winter spring autumn january february march april june july august october december monday
tuesday wednesday thursday friday saturday sunday secret private security secure access admin manager
computer internet network system windows microsoft apple android samsung hello welcome goodbye lovely
loveyou mylove forever together family mother father brother sister friend friends bestfriend baby angel
heaven blessed jesus christ church money lucky diamond silver golden flower butterfly purple yellow
orange chocolate coffee pizza matrix thunder lightning phoenix tiger eagle falcon hawk wolf panther
cobra viper mustang ferrari porsche mercedes corvette harley yankees lakers cowboys qazwsx qweasd
changeme changethis temp temporary newpassword mypassword passphrase nopassword
"""
ROWS = ("01234567890", "12345678910", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
WALKS = """
qazwsxedcrfvtgbyhnujm 1qaz2wsx3edc4rfv5tgb6yhn 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0 qweasdzxc zaq12wsx
"""
SWEET = "sayang cinta rindu kangen love kasih"
WITH = "ku kamu mu dia selamanya banget sekali mama papa ibu bunda ayah anak istri suami allah indonesia"


def entries() -> set[str]:
    """Everything that the file holds."""
    single = words(PLACES, OFFICE, WORDS, NAMES, CLUBS, ENGLISH)
    pairs = [*product(words(OFFICE), words(PLACES)), *product(words(SWEET), words(WITH))]
    joined = ("".join(pair) for pair in pairs)
    return {each for each in (*single, *joined, *walks()) if is_of_use(each)}


def is_of_use(entry: str) -> bool:
    """Whether enough is left of it to be recognised with digits behind it."""
    return entry.isdigit() or len(entry.rstrip("0123456789")) >= SHORTEST


def words(*lists: str) -> list[str]:
    """The words of some lists."""
    return [word for each in lists for word in each.split()]


def walks() -> Iterator[str]:
    """Keys beside each other, there and back."""
    for row in (*ROWS, *WALKS.split()):
        yield from pieces(row)
        yield from pieces(row[::-1])


def pieces(row: str) -> Iterable[str]:
    """Every stretch of a row that is long enough to be somebody's idea."""
    return (row[start:end] for start in range(len(row)) for end in range(start + 5, len(row) + 1))


def text() -> str:
    """The file as it is to be."""
    return "".join(f"{each}\n" for each in sorted(entries()))


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text(), encoding="ascii")
    sys.stdout.write(f"{len(entries())} entries\n")
