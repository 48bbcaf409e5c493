//! [`Extension`]: packages that cannot do without a module of C or Rust, and what that module says of interpreters.

use std::path::{Path, PathBuf};

use crate::findings::facts::Facts;

/// A package.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::findings) struct Extension {
    /// The name by which programs import it.
    pub(in crate::findings) module: &'static str,
    /// Its modules that load the one of C or Rust, they or what is below them; without any the package does itself. Seen in
    /// `sys.modules` behind an import of each (Python 3.11, lxml 6.1, cryptography 45).
    loaded_by: &'static [&'static str],
    /// The name by which it is installed.
    pub(super) distribution: &'static str,
    /// Where its module of C or Rust is, by version, without what Python puts behind the name.
    files: &'static [&'static str],
}

/// Those that cannot do without: a package such as SQLAlchemy, which goes on in Python where its own module is refused, is
/// none of them.
pub(super) static EXTENSIONS: &[Extension] = &[
    of("bcrypt", "bcrypt", &["bcrypt/_bcrypt"]),
    Extension {
        loaded_by: &[
            "exceptions",
            "fernet",
            "hazmat.primitives.asymmetric.ec",
            "hazmat.primitives.asymmetric.ed25519",
            "hazmat.primitives.asymmetric.padding",
            "hazmat.primitives.asymmetric.rsa",
            "hazmat.primitives.ciphers",
            "hazmat.primitives.hashes",
            "hazmat.primitives.hmac",
            "hazmat.primitives.kdf.pbkdf2",
            "hazmat.primitives.padding",
            "hazmat.primitives.serialization",
            "x509",
        ],
        ..of(
            "cryptography",
            "cryptography",
            &["cryptography/hazmat/bindings/_rust"],
        )
    },
    of("grpc", "grpcio", &["grpc/_cython/cygrpc"]),
    Extension {
        loaded_by: &["builder", "etree", "html", "objectify", "sax"],
        ..of("lxml", "lxml", &["lxml/etree"])
    },
    of(
        "numpy",
        "numpy",
        &[
            "numpy/_core/_multiarray_umath",
            "numpy/core/_multiarray_umath",
        ],
    ),
    of("orjson", "orjson", &["orjson/orjson"]),
    of("pandas", "pandas", &["pandas/_libs/lib"]),
    of(
        "pydantic_core",
        "pydantic-core",
        &["pydantic_core/_pydantic_core"],
    ),
    of("rpds", "rpds-py", &["rpds/rpds"]),
    of("scipy", "scipy", &["scipy/_lib/_ccallback_c"]),
    of(
        "sklearn",
        "scikit-learn",
        &["sklearn/__check_build/_check_build"],
    ),
];

const fn of(
    module: &'static str,
    distribution: &'static str,
    files: &'static [&'static str],
) -> Extension {
    Extension {
        module,
        loaded_by: &[],
        distribution,
        files,
    }
}

/// What a module says where a second interpreter of a process loads it: PyO3, Cython and numpy each in its own words.
const REFUSALS: [&[u8]; 3] = [
    b"do not yet support subinterpreters",
    b"Interpreter change detected",
    b"cannot load module more than once per process",
];

/// Returns the extension that an import of a module loads.
pub(super) fn extension_loaded_by(module: &[u8]) -> Option<&'static Extension> {
    let length = memchr::memchr(b'.', module).unwrap_or(module.len());
    let (package, inside) = module.split_at(length);
    let mut all = EXTENSIONS.iter();
    let extension = all.find(|extension| extension.module.as_bytes() == package)?;
    let inside = inside.strip_prefix(b".").unwrap_or_default();
    let loads = |loader: &&str| {
        let below = inside.strip_prefix(loader.as_bytes());
        below.is_some_and(|below| below.is_empty() || below.starts_with(b"."))
    };
    let is_loaded = extension.loaded_by.is_empty() || extension.loaded_by.iter().any(loads);
    is_loaded.then_some(extension)
}

impl Extension {
    /// Returns whether a directory has a module or a package of its name.
    pub(super) fn has_name(&self, facts: &Facts<'_>, place: &Path) -> bool {
        let package = place.join(self.module);
        let module = package.with_extension("py");
        facts.is_file(&module) || facts.is_file(&package.join("__init__.py"))
    }

    /// Returns whether it is in a library, and refuses every interpreter but the first.
    pub(super) fn is_refusing(&self, facts: &Facts<'_>, library: &Path) -> bool {
        let files = self.files.iter();
        let mut modules = files.filter_map(|file| module(facts, &library.join(file)));
        modules.any(|path| {
            let text = facts.read(&path);
            let says = |words: &[u8]| {
                text.as_ref()
                    .is_some_and(|text| memchr::memmem::find(text, words).is_some())
            };
            REFUSALS.into_iter().any(says)
        })
    }
}

/// Returns the shared object of a module: `etree` is in `etree.cpython-311-x86_64-linux-gnu.so`.
fn module(facts: &Facts<'_>, path: &Path) -> Option<PathBuf> {
    let stem = path.file_name()?.as_encoded_bytes();
    let folder = path.parent()?;
    let entries = facts.host.list(folder).ok()?;
    let found = entries.into_iter().find(|entry| {
        let name = entry.name.as_encoded_bytes();
        let rest = name.strip_prefix(stem).unwrap_or_default();
        rest.starts_with(b".") && rest.ends_with(b".so")
    });
    Some(folder.join(found?.name))
}

#[cfg(test)]
mod tests {
    use super::extension_loaded_by;

    #[test]
    fn a_package_may_load_nothing_of_c_itself() {
        let loaded = |module: &str| {
            let extension = extension_loaded_by(module.as_bytes());
            extension.map(|extension| extension.module)
        };
        assert_eq!(loaded("bcrypt"), Some("bcrypt"));
        assert_eq!(loaded("numpy.linalg"), Some("numpy"));
        assert_eq!(loaded("lxml"), None);
        assert_eq!(loaded("lxml.html.clean"), Some("lxml"));
        assert_eq!(loaded("lxml.htmldiff"), None);
        assert_eq!(loaded("cryptography.fernet.Fernet"), Some("cryptography"));
        assert_eq!(loaded("cryptography.utils"), None);
        assert_eq!(loaded(".bcrypt"), None);
    }
}
