-- What the migrations make; written by a test.

CREATE TABLE cell (
    city text COLLATE "C" NOT NULL,
    measure text COLLATE "C" NOT NULL,
    day date NOT NULL,
    place text COLLATE "C" NOT NULL,
    office text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    amount bigint NOT NULL
);

CREATE TABLE cell_anew (
    city text COLLATE "C" NOT NULL,
    measure text COLLATE "C" NOT NULL,
    day date NOT NULL,
    place text COLLATE "C" NOT NULL,
    office text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    amount bigint NOT NULL
);

CREATE TABLE checkpoint (
    city text COLLATE "C" NOT NULL,
    note text NOT NULL
);

CREATE TABLE contribution (
    city text COLLATE "C" NOT NULL,
    measure text COLLATE "C" NOT NULL,
    entry bigint NOT NULL,
    record text COLLATE "C" NOT NULL,
    place text COLLATE "C" NOT NULL,
    office text COLLATE "C" NOT NULL,
    day date NOT NULL,
    count bigint NOT NULL,
    amount bigint NOT NULL
);

CREATE TABLE contribution_anew (
    city text COLLATE "C" NOT NULL,
    measure text COLLATE "C" NOT NULL,
    entry bigint NOT NULL,
    record text COLLATE "C" NOT NULL,
    place text COLLATE "C" NOT NULL,
    office text COLLATE "C" NOT NULL,
    day date NOT NULL,
    count bigint NOT NULL,
    amount bigint NOT NULL
);

CREATE TABLE credential (
    city text COLLATE "C" NOT NULL,
    token bytea NOT NULL,
    office text NOT NULL,
    role text NOT NULL
);

CREATE TABLE document (
    city text COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    bytes bytea NOT NULL
);

CREATE TABLE entry (
    city text COLLATE "C" NOT NULL,
    idx bigint NOT NULL,
    at_s bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    bytes bytea NOT NULL
);

CREATE TABLE lease (
    city text COLLATE "C" NOT NULL,
    holder text NOT NULL,
    fence bigint NOT NULL,
    until_s bigint NOT NULL
);

CREATE TABLE matter (
    city text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    record text NOT NULL,
    link bytea,
    key bytea
);

CREATE TABLE matter_value (
    city text COLLATE "C" NOT NULL,
    matter text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    sealed bytea NOT NULL
);

CREATE TABLE migration (
    version integer NOT NULL
);

CREATE TABLE record (
    city text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    pack text COLLATE "C" NOT NULL,
    register text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    since date NOT NULL,
    title text COLLATE "C" NOT NULL,
    place text COLLATE "C" NOT NULL,
    office text COLLATE "C" NOT NULL,
    category text COLLATE "C" NOT NULL,
    point text COLLATE "C" NOT NULL,
    opened_s bigint NOT NULL
);

CREATE TABLE record_anew (
    city text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    pack text COLLATE "C" NOT NULL,
    register text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    since date NOT NULL,
    title text COLLATE "C" NOT NULL,
    place text COLLATE "C" NOT NULL,
    office text COLLATE "C" NOT NULL,
    category text COLLATE "C" NOT NULL,
    point text COLLATE "C" NOT NULL,
    opened_s bigint NOT NULL
);

CREATE TABLE refold (
    city text COLLATE "C" NOT NULL,
    name text NOT NULL,
    next bigint NOT NULL
);

CREATE TABLE standing (
    city text COLLATE "C" NOT NULL,
    which text NOT NULL,
    other text NOT NULL
);

CREATE TABLE tile (
    city text COLLATE "C" NOT NULL,
    level smallint NOT NULL,
    idx bigint NOT NULL,
    hashes bytea NOT NULL
);

CREATE UNIQUE INDEX cell_anew_pkey ON public.cell_anew USING btree (city, measure, day, place, office);
CREATE UNIQUE INDEX cell_pkey ON public.cell USING btree (city, measure, day, place, office);
CREATE UNIQUE INDEX checkpoint_pkey ON public.checkpoint USING btree (city);
CREATE UNIQUE INDEX contribution_anew_pkey ON public.contribution_anew USING btree (city, measure, entry);
CREATE UNIQUE INDEX contribution_pkey ON public.contribution USING btree (city, measure, entry);
CREATE UNIQUE INDEX credential_pkey ON public.credential USING btree (city, token);
CREATE UNIQUE INDEX document_pkey ON public.document USING btree (city, hash);
CREATE INDEX entry_kind ON public.entry USING btree (city, kind, idx);
CREATE UNIQUE INDEX entry_pkey ON public.entry USING btree (city, idx);
CREATE INDEX entry_subject ON public.entry USING btree (city, subject, idx);
CREATE UNIQUE INDEX lease_pkey ON public.lease USING btree (city);
CREATE UNIQUE INDEX matter_city_link_key ON public.matter USING btree (city, link);
CREATE UNIQUE INDEX matter_pkey ON public.matter USING btree (city, name);
CREATE UNIQUE INDEX matter_value_pkey ON public.matter_value USING btree (city, matter, field);
CREATE UNIQUE INDEX migration_pkey ON public.migration USING btree (version);
CREATE UNIQUE INDEX record_anew_pkey ON public.record_anew USING btree (city, id);
CREATE INDEX record_lately ON public.record USING btree (city, pack, register, opened_s);
CREATE INDEX record_office ON public.record USING btree (city, office, id);
CREATE UNIQUE INDEX record_pkey ON public.record USING btree (city, id);
CREATE INDEX record_state ON public.record USING btree (city, pack, state, id);
CREATE UNIQUE INDEX refold_pkey ON public.refold USING btree (city);
CREATE UNIQUE INDEX standing_pkey ON public.standing USING btree (city);
CREATE UNIQUE INDEX tile_pkey ON public.tile USING btree (city, level, idx);

CREATE TRIGGER entry_is_never_changed BEFORE DELETE OR UPDATE ON public.entry FOR EACH ROW EXECUTE FUNCTION entries_stay();
CREATE TRIGGER entry_is_never_emptied BEFORE TRUNCATE ON public.entry FOR EACH STATEMENT EXECUTE FUNCTION entries_stay();
