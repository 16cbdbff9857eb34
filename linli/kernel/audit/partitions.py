"""The audit's table is kept by calendar month of China, so that a month can leave it whole.

Months are made ahead; what falls into none (a server whose clock is years off) goes to a rest that is never archived.
"""

from linli.kernel.divisions.postgresql.schema import policies

TABLE = "audit_auditentry"
REST = f"{TABLE}_rest"
AHEAD = 12

# Policies and refusals are those of the parent, said again for every month: a month can be named directly.
_MAKE_MONTH = f"""
CREATE OR REPLACE FUNCTION linli_audit_months(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $body$
DECLARE
  month date;
  name text;
  made integer := 0;
BEGIN
  FOR step IN 0..ahead LOOP
    month := (date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') + make_interval(months => step))::date;
    name := '{TABLE}_' || to_char(month, 'YYYY_MM');
    CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL OR EXISTS (
      SELECT 1 FROM public.{REST} WHERE recorded_at >= month::timestamp AT TIME ZONE 'Asia/Shanghai'
        AND recorded_at < (month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai');
    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.{TABLE} FOR VALUES FROM (%L) TO (%L)', name,
      month::timestamp AT TIME ZONE 'Asia/Shanghai', (month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai');
    %(closing)s
    made := made + 1;
  END LOOP;
  RETURN made;
END $body$"""

_STAYS = """CREATE OR REPLACE FUNCTION linli_audit_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the audit is written once' USING ERRCODE = 'insufficient_privilege';
END $$"""


def closing(table: str) -> list[str]:
    """What closes the table of a month, or the whole: row security, and no emptying even by its owner."""
    return [
        *policies(table, "division_id"),
        f'CREATE TRIGGER audit_stays_whole BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION public.linli_audit_stays()',
    ]


def statements() -> list[str]:
    """The functions that make months and that refuse to change what is written. May be run any number of times."""
    template = " ".join(
        "EXECUTE format($sql$" + each.replace("%", "%%").replace('"@"', "public.%1$I") + "$sql$, name);"
        for each in closing("@")
    )
    return [
        _STAYS,
        _MAKE_MONTH.replace("%(closing)s", template),
        "REVOKE ALL ON FUNCTION linli_audit_months(integer) FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION linli_audit_months(integer) TO linli_scope_all",
    ]
