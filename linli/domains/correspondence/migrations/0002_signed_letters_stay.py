"""A signed letter and its citations never change again, whoever asks: no action, no script, no other login.

The guard in Python stops honest mistakes; a letter that went out must also withstand the others. Only `division_id` and
`place_id` may follow a re-coding of the places, which changes keys, not facts. TRUNCATE stays possible for the owner: tests
empty their tables with it, and the application's roles do not have that right.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION correspondence_letter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'division_id' = to_jsonb(NEW) - 'division_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '公文已经签发，不能修改或删除；需要更正请另行发文。' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER letter_stays BEFORE UPDATE OR DELETE ON correspondence_letter
    FOR EACH ROW EXECUTE FUNCTION correspondence_letter_stays();

CREATE FUNCTION correspondence_citation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM correspondence_letter AS letter
                   WHERE letter.id = NEW.letter_id AND letter.signed_at IS NOT NULL) THEN
            RAISE EXCEPTION '公文已经签发，不能再添加引用的数值。' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
       AND to_jsonb(OLD) - 'division_id' - 'place_id' = to_jsonb(NEW) - 'division_id' - 'place_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '签发时冻结的数值不能修改或删除。' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER citation_stays BEFORE INSERT OR UPDATE OR DELETE ON correspondence_citation
    FOR EACH ROW EXECUTE FUNCTION correspondence_citation_stays();
"""

BACKWARD = """
DROP TRIGGER citation_stays ON correspondence_citation;
DROP FUNCTION correspondence_citation_stays();
DROP TRIGGER letter_stays ON correspondence_letter;
DROP FUNCTION correspondence_letter_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("correspondence", "0001_letter"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
