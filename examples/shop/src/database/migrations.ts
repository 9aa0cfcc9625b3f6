export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Append only: what has run once somewhere is never edited. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-shop',
    sql: `
      create table account (
        id integer generated always as identity primary key,
        email text not null unique check (email = lower(email)),
        name text not null,
        role text not null default 'customer' check (role in ('customer', 'support', 'admin')),
        password_hash text not null,
        phone text not null default '',
        about text not null default '',
        street text not null default '',
        postcode text not null default '',
        city text not null default '',
        country text not null default '',
        credit_cents integer not null default 0 check (credit_cents >= 0),
        profile_draft jsonb,
        created_at timestamptz not null default now()
      );
      create table avatar (
        account_id integer primary key references account on delete cascade,
        media_type text not null,
        content bytea not null,
        updated_at timestamptz not null default now()
      );
      create table product (
        id integer generated always as identity primary key,
        slug text not null unique,
        name text not null,
        category text not null,
        summary text not null,
        description text not null,
        art text not null,
        price_cents integer not null check (price_cents > 0),
        stock integer not null check (stock >= 0),
        visible boolean not null default true
      );
      create table promo_code (
        code text primary key,
        kind text not null check (kind in ('percent', 'amount')),
        value integer not null check (value > 0),
        minimum_cents integer not null default 0,
        expires_at timestamptz
      );
      create table cart (
        id integer generated always as identity primary key,
        promo_code text references promo_code,
        created_at timestamptz not null default now()
      );
      create table cart_line (
        cart_id integer not null references cart on delete cascade,
        product_id integer not null references product,
        quantity integer not null check (quantity between 1 and 20),
        primary key (cart_id, product_id)
      );
      create table session (
        token_hash text primary key,
        account_id integer references account on delete cascade,
        cart_id integer references cart on delete set null,
        expires_at timestamptz not null
      );
      create table password_reset (
        token_hash text primary key,
        account_id integer not null references account on delete cascade,
        expires_at timestamptz not null,
        used_at timestamptz
      );
      create table gift_card (
        code text primary key,
        amount_cents integer not null check (amount_cents > 0),
        redeemed_by integer references account,
        redeemed_at timestamptz
      );
      create table purchase (
        id integer generated always as identity (start with 1001) primary key,
        account_id integer not null references account,
        channel text not null check (channel in ('web', 'api')),
        status text not null check (status in ('paid', 'shipped', 'refunded')),
        recipient text not null,
        street text not null,
        postcode text not null,
        city text not null,
        country text not null,
        promo_code text,
        goods_cents integer not null,
        discount_cents integer not null,
        shipping_cents integer not null,
        credit_cents integer not null,
        charged_cents integer not null,
        refunded_cents integer not null default 0 check (refunded_cents <= charged_cents + credit_cents),
        expected_items integer not null check (expected_items > 0),
        placed_at timestamptz not null default now()
      );
      create index purchase_account on purchase (account_id, id desc);
      create table purchase_line (
        purchase_id integer not null references purchase,
        position integer not null,
        product_id integer not null references product,
        name text not null,
        unit_cents integer not null,
        quantity integer not null check (quantity > 0),
        primary key (purchase_id, position)
      );
      create table payment (
        reference text primary key,
        purchase_id integer not null references purchase,
        amount_cents integer not null,
        card_ending text,
        basket jsonb not null,
        at timestamptz not null default now()
      );
      create table purchase_event (
        id integer generated always as identity primary key,
        purchase_id integer not null references purchase,
        at timestamptz not null default now(),
        actor text not null,
        text text not null
      );
      create table newsletter (
        email text primary key,
        token text not null unique,
        subscribed_at timestamptz not null default now(),
        unsubscribed_at timestamptz
      );
      create table mail (
        id integer generated always as identity primary key,
        at timestamptz not null default now(),
        recipient text not null,
        subject text not null,
        body text not null
      );
      create table setting (
        name text primary key,
        value jsonb not null
      );
      create table api_token (
        token_hash text primary key,
        name text not null unique,
        may_write boolean not null
      );
      create table error_log (
        id integer generated always as identity primary key,
        at timestamptz not null default now(),
        source text not null,
        message text not null,
        purchase_id integer references purchase
      );
      create table write_record (
        id integer generated always as identity primary key,
        at timestamptz not null default clock_timestamp(),
        kind text not null check (kind in ('write', 'sign-in')),
        method text not null,
        path text not null,
        actor text not null,
        request_id text,
        detail text not null
      );
    `,
  },
  {
    name: '0002-support-chat',
    sql: `
      create table chat_message (
        id integer generated always as identity primary key,
        account_id integer not null references account on delete cascade,
        at timestamptz not null default now(),
        text text not null check (length(text) between 1 and 500)
      );
      create index chat_message_account on chat_message (account_id, id desc);
    `,
  },
  {
    name: '0003-jobs',
    sql: `
      alter table write_record drop constraint write_record_kind_check,
        add constraint write_record_kind_check check (kind in ('write', 'sign-in', 'job'));
      create table job_run (
        name text primary key,
        runs integer not null default 1,
        last_at timestamptz not null default now()
      );
      create table fulfilment (
        purchase_id integer primary key references purchase,
        state text not null default 'queued' check (state in ('queued', 'reserved', 'confirmed', 'handed-over')),
        changed_at timestamptz not null default now()
      );
      create table daily_sales (
        day date primary key,
        orders integer not null,
        items integer not null,
        revenue_cents integer not null,
        calculated_at timestamptz not null default now()
      );
      create table crm_customer (
        account_id integer primary key references account on delete cascade,
        email text not null,
        name text not null,
        city text not null,
        orders integer not null,
        spent_cents integer not null,
        synchronised_at timestamptz not null default now()
      );
      create table subscription (
        id integer generated always as identity primary key,
        account_id integer not null references account,
        name text not null,
        amount_cents integer not null check (amount_cents > 0),
        card_ending text not null
      );
      create table subscription_invoice (
        number integer primary key,
        subscription_id integer not null references subscription,
        amount_cents integer not null,
        state text not null check (state in ('paid', 'failed', 'given-up')),
        attempts integer not null default 1,
        payment_reference text,
        issued_at timestamptz not null default now()
      );
      create table invoice_number (last integer not null);
      insert into invoice_number values (50000);
      alter table mail add column delivered_at timestamptz;
      create index mail_undelivered on mail (id) where delivered_at is null;
      alter table newsletter add column last_digest_at timestamptz;
    `,
  },
  {
    name: '0004-webhooks',
    sql: `
      create table webhook_event (
        provider text not null,
        event_id text not null,
        taken_at timestamptz not null default now(),
        primary key (provider, event_id)
      );
      create table expected_payment (
        purchase_id integer primary key references purchase,
        amount_cents integer not null,
        payment_id text unique
      );
      create table payment_booking (
        payment_id text primary key,
        purchase_id integer not null references purchase,
        event_id text not null unique,
        amount_cents integer not null,
        booked_at timestamptz not null default now()
      );
      create index payment_booking_purchase on payment_booking (purchase_id);
      alter table mail add column purchase_id integer references purchase;
      create index mail_purchase on mail (purchase_id) where purchase_id is not null;
      update mail set purchase_id = o.id from purchase o where mail.subject = 'Your order ' || o.id;
      create table mail_report (
        id integer generated always as identity primary key,
        mail_id integer not null references mail,
        kind text not null check (kind in ('delivered', 'bounced')),
        detail text not null,
        at timestamptz not null
      );
      create index mail_report_mail on mail_report (mail_id, id desc);
      create table crm_report (
        account_id integer primary key references account on delete cascade,
        segment text not null,
        keeper text not null,
        reported_at timestamptz not null
      );
    `,
  },
];
