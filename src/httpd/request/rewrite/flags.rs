//! [`Flags`]: what stands in brackets behind a `RewriteRule` (mod_rewrite.c: `cmd_rewriterule_setflag`).

/// The flags of a rule.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one of mod_rewrite's flags, and any may stand beside any"
)]
pub(super) struct Flags {
    /// `[C]`: the rule behind it is passed over together with it.
    pub(super) chain: bool,
    /// `[E=...]`.
    pub(super) environment: Vec<Vec<u8>>,
    /// `[F]`, `[G]`, `[R=404]`: httpd answers at once, with [`Flags::status`].
    pub(super) answers: bool,
    /// The status of a redirect, or of the answer.
    pub(super) status: Option<u16>,
    /// `[H=...]`.
    pub(super) handler: Option<Vec<u8>>,
    /// `[T=...]`.
    pub(super) media_type: Option<Vec<u8>>,
    /// `[L]`, `[P]`, `[PT]`, `[END]`: no rule behind it is tried.
    pub(super) last: bool,
    /// `[END]`.
    pub(super) end: bool,
    /// `[NC]`.
    pub(super) ignore_case: bool,
    /// `[NS]`.
    pub(super) not_in_sub_requests: bool,
    /// `[P]`.
    pub(super) proxy: bool,
    /// `[PT]`.
    pub(super) pass_through: bool,
    /// `[R]`, `[R=301]`.
    pub(super) redirects: bool,
    /// `[S=...]`.
    pub(super) skip: usize,
    /// `[DPI]`.
    pub(super) discard_path_info: bool,
    /// `[QSA]`.
    pub(super) append_query: bool,
    /// `[QSD]`.
    pub(super) discard_query: bool,
    /// What is not followed here: `[N]`, `[B]` and others.
    pub(super) other: Option<&'static str>,
}

impl Flags {
    /// Reads what stands in brackets.
    pub(super) fn parse(text: &[u8]) -> Self {
        let mut flags = Self::default();
        let inside = text
            .strip_prefix(b"[")
            .and_then(|text| text.strip_suffix(b"]"));
        for flag in inside.unwrap_or_default().split(|byte| *byte == b',') {
            let flag = flag.trim_ascii();
            let (name, value) = match flag.iter().position(|byte| *byte == b'=') {
                Some(at) => (flag.get(..at), flag.get(at + 1..)),
                None => (Some(flag), None),
            };
            let name = name.unwrap_or_default().to_ascii_lowercase();
            flags.take(&name, value.unwrap_or_default());
        }
        flags
    }

    fn take(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"c" | b"chain" => self.chain = true,
            b"e" | b"env" => self.environment.push(value.to_owned()),
            b"end" => (self.end, self.last) = (true, true),
            b"f" | b"forbidden" => (self.answers, self.status) = (true, Some(403)),
            b"g" | b"gone" => (self.answers, self.status) = (true, Some(410)),
            b"h" | b"handler" => self.handler = Some(value.to_owned()),
            b"t" | b"type" => self.media_type = Some(value.to_owned()),
            b"l" | b"last" => self.last = true,
            b"nc" | b"nocase" => self.ignore_case = true,
            b"ns" | b"nosubreq" => self.not_in_sub_requests = true,
            b"p" | b"proxy" => (self.proxy, self.last) = (true, true),
            b"pt" | b"passthrough" => (self.pass_through, self.last) = (true, true),
            b"r" | b"redirect" => self.take_redirect(value),
            b"s" | b"skip" => self.skip = number(value).into(),
            b"dpi" | b"discardpath" => self.discard_path_info = true,
            b"qsa" | b"qsappend" => self.append_query = true,
            b"qsd" | b"qsdiscard" => self.discard_query = true,
            b"n" | b"next" => self.other = Some("[N]"),
            b"b" | b"backrefescaping" | b"bctls" => self.other = Some("[B]"),
            b"unsafeallow3f" => self.other = Some("[UnsafeAllow3F]"),
            b"unsafeprefixstat" => self.other = Some("[UnsafePrefixStat]"),
            b"qsl" | b"qslast" => self.other = Some("[QSL]"),
            // `[CO]`, `[NE]`, `[BNP]`, `[UNC]` and so on do not change which file it is.
            _ => {}
        }
    }

    fn take_redirect(&mut self, value: &[u8]) {
        self.redirects = true;
        let status = match value.to_ascii_lowercase().as_slice() {
            b"" => return,
            b"temp" => 302,
            b"permanent" => 301,
            b"seeother" => 303,
            value => number(value),
        };
        self.status = Some(status);
        self.answers |= !(300..400).contains(&status);
    }
}

fn number(digits: &[u8]) -> u16 {
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |value: u16, digit| {
        value
            .saturating_mul(10)
            .saturating_add(u16::from(digit - b'0'))
    })
}
