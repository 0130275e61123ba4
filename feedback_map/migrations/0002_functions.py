"""Functions of the database, and row-level security on the source tables."""

from typing import ClassVar

from django.db import migrations

from geo.rls import forced_rls
from geo.migrating import BatchedMigration

# Trees, animals, plants, weather and water: short words that sound different on a bad line, one for each "first word".
WORDS = (
    "Kuusi Koivu Haapa Tammi Paju Pihlaja Vaahtera Saarni Jalava Lehmus Kataja Mänty Leppä Raita Tuomi Omena Kirsikka "
    "Mustikka Puolukka Karpalo Lakka Vadelma Mansikka Kanerva Vuokko Kielo Apila Ruusu Orvokki Pioni Tulppaani Narsissi "
    "Sammal Saniainen Kaisla Osma Lumme Ulpukka Kello Kultapallo Karhu Susi Kettu Ahma Ilves Hirvi Peura Poro Jänis "
    "Orava Siili Mäyrä Näätä Majava Saukko Hylje Norppa Lepakko Päästäinen Hiiri Joutsen Kurki Hanhi Sorsa Telkkä "
    "Kuikka Lokki Tiira Kotka Haukka Pöllö Huuhkaja Varis Harakka Korppi Närhi Tikka Käki Peippo Tiainen Varpunen Pääsky "
    "Kiuru Rastas Leivonen Teeri Metso Pyy Fasaani Hauki Ahven Lohi Taimen Siika Muikku Särki Lahna Kuha Made Silakka "
    "Rapu Simpukka Perho Kimalainen Muurahainen Leppäkerttu Sudenkorento Aalto Ranta Saari Niemi Lahti Salmi Koski "
    "Virta Puro Lähde Lampi Järvi Meri Luoto Kari Hiekka Kallio Vuori Kukkula Harju Notko Laakso Metsä Niitty Pelto Suo "
    "Korpi Lehto Polku Silta Lauta Kivi Pouta Sade Lumi Jää Halla Huurre Usva Sumu Pilvi Tuuli Myrsky Ukkonen "
    "Salama Aurinko Kuu Tähti Revontuli Sarastus Rusko Ilta Aamu Kevät Kesä Syksy Talvi Juhannus Purje Vene Airo Ankkuri "
    "Majakka Poiju Laituri Verkko Mökki Sauna Takka Kynttilä Lyhty Vasta Leipä Hunaja Sieni Tatti Rouska Kantarelli Käpy "
    "Neulanen Kaarna Tuohi Oksa Juuri Siemen Lehti Kukka Marja"
).split()

FUNCTIONS = f"""
CREATE FUNCTION spread_bits(number bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE v bigint := number;
BEGIN
    v := (v | (v << 16)) & x'0000FFFF0000FFFF'::bigint;
    v := (v | (v << 8)) & x'00FF00FF00FF00FF'::bigint;
    v := (v | (v << 4)) & x'0F0F0F0F0F0F0F0F'::bigint;
    v := (v | (v << 2)) & x'3333333333333333'::bigint;
    RETURN (v | (v << 1)) & x'5555555555555555'::bigint;
END $$;
CREATE FUNCTION interleave(x integer, y integer) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    -- Morton order: the bits of x and y in turn (x in the even places), both below 2^30.
    SELECT spread_bits(x::bigint) | (spread_bits(y::bigint) << 1)
$$;
CREATE FUNCTION tile_columns(
    mark geometry, OUT wx integer, OUT wy integer, OUT wq bigint, OUT tx integer, OUT ty integer, OUT tq bigint)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
-- Column and row at level 30 in WebMercatorQuad (w) and ETRS-TM35FIN (t: origin -548576, 8388608, 2^21 m wide),
-- and both interleaved (q). Takes a point in EPSG:3067.
DECLARE
    merc geometry := ST_Transform(mark, 3857);
    half CONSTANT float8 := 20037508.342789244;
    last CONSTANT integer := 1073741823;
BEGIN
    wx := least(last, greatest(0, floor((ST_X(merc) + half) / (2 * half) * 1073741824)))::integer;
    wy := least(last, greatest(0, floor((half - ST_Y(merc)) / (2 * half) * 1073741824)))::integer;
    tx := least(last, greatest(0, floor((ST_X(mark) + 548576) * 512)))::integer;
    ty := least(last, greatest(0, floor((8388608 - ST_Y(mark)) * 512)))::integer;
    wq := interleave(wx, wy);
    tq := interleave(tx, ty);
END $$;
CREATE FUNCTION pin_code(id bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    -- "Kuusi 4821": a one-to-one scramble of the pin's number, so that a code is never given twice and does not tell
    -- how many pins there are; past the last combination a further figure is added.
    SELECT (ARRAY[{", ".join(f"'{word}'" for word in WORDS)}])[scrambled / 10000 + 1]
        || ' ' || lpad((scrambled % 10000)::text, 4, '0') || CASE WHEN turn > 0 THEN '-' || turn ELSE '' END
    FROM (SELECT (id * 1299709 + 7919) % {len(WORDS) * 10_000} AS scrambled,
                 id / {len(WORDS) * 10_000} AS turn) AS parts
$$;
"""
_DROP = """
DROP FUNCTION pin_code(bigint);
DROP FUNCTION tile_columns(geometry);
DROP FUNCTION interleave(integer, integer);
DROP FUNCTION spread_bits(bigint);
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0001_initial"), ("geo", "0002_current_town")]
    operations: ClassVar = [
        migrations.RunSQL(FUNCTIONS, _DROP),
        forced_rls("feedback_map_pin"),
        forced_rls("feedback_map_pinarea"),
    ]
