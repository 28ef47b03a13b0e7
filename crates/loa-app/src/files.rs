//! Bytes of files: kept once by their SHA-256, in a folder or in a store that speaks S3. A port; it knows no names, no
//! people and no database, and what is never asked for again harms nobody.

use std::fmt;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, RetryConfig, path};
use sha2::{Digest as _, Sha256};

/// SHA-256 of some bytes, as 64 lower-case hexadecimal signs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hash(String);

impl Hash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_sum(Sha256::new_with_prefix(bytes))
    }

    fn of_sum(sum: Sha256) -> Self {
        let signs = sum.finalize();
        Self(signs.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A hash as it is kept in the database; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let is_sign = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(is_sign)).then(|| Self(text.to_owned()))
    }

    /// 64 signs.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Why its bytes are not given.
    fn lost(&self, error: object_store::Error) -> FilesError {
        match error {
            object_store::Error::NotFound { .. } => FilesError::Missing(self.0.clone()),
            error => error.into(),
        }
    }

    /// Where its bytes are: made of the hash alone, never of what anybody typed.
    fn place(&self) -> path::Path {
        path::Path::from_iter([self.0.get(..2).unwrap_or("00"), self.0.as_str()])
    }
}

/// What can go wrong with kept bytes.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The folder or the address of the store cannot be used.
    #[error("place of files: {0}")]
    Place(String),
    /// The bytes are not there, although somebody was told that they are kept.
    #[error("the bytes {0} are missing")]
    Missing(String),
    /// The bytes are not those that were kept.
    #[error("the bytes {0} are damaged")]
    Damaged(String),
    /// The store does not take the key, or the key may not do what Loa needs.
    #[error("the store refuses the key")]
    Refused,
    /// There is no such bucket.
    #[error("there is no such bucket")]
    NoBucket,
    /// No answer in time.
    #[error("the store does not answer")]
    Silent,
    /// The store does not answer, or does not do what it is asked.
    #[error("store of files: {0}")]
    Store(#[from] object_store::Error),
}

/// How long a store may take to answer when it is tried at the start.
const PATIENCE: Duration = Duration::from_secs(20);

/// A store that speaks S3: of a provider, or MinIO, Ceph, Garage and the like in one's own house.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct S3 {
    /// Name of the bucket.
    pub bucket: String,
    /// `https://s3.example.vn`; empty for AWS itself.
    pub endpoint: String,
    /// Region; many stores take any word.
    pub region: String,
    /// Name of the key.
    pub access_key: String,
    /// The key.
    pub secret_key: String,
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3")
            .field("bucket", &self.bucket)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// Bytes that come bit by bit.
pub struct Opened {
    /// How many there will be.
    pub size: u64,
    /// They.
    pub bytes: BoxStream<'static, Result<Bytes, FilesError>>,
}

/// Kept bytes. Cheap to clone; clones share the place.
#[derive(Debug, Clone)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// Keeps them below a folder, which is made when it is not there. What is confirmed is on the disk.
    ///
    /// # Errors
    /// [`FilesError::Place`]
    pub fn in_folder(folder: &Path) -> Result<Self, FilesError> {
        let told = |problem: String| FilesError::Place(format!("{}: {problem}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|error| told(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| told(error.to_string()))?;
        Ok(Self(Arc::new(store.with_fsync(true))))
    }

    /// Keeps them in a store that speaks S3, after a few bytes were written, read and removed there: what is wrong with
    /// it is known before anybody relies on it.
    ///
    /// # Errors
    /// [`FilesError::Place`] when what is told of it makes no sense or nobody is there, [`FilesError::Refused`],
    /// [`FilesError::NoBucket`], [`FilesError::Silent`]. None of them holds a secret.
    pub async fn open_s3(s3: &S3) -> Result<Self, FilesError> {
        // Somebody waits at the start: one more attempt is enough.
        let hasty = RetryConfig {
            max_retries: 1,
            ..RetryConfig::default()
        };
        let tried = Self::in_s3(s3, hasty)?;
        match tokio::time::timeout(PATIENCE, tried.try_out()).await {
            Ok(Ok(())) => Self::in_s3(s3, RetryConfig::default()),
            Ok(Err(FilesError::Store(error))) => Err(told(&error, s3)),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(FilesError::Silent),
        }
    }

    fn in_s3(s3: &S3, retry: RetryConfig) -> Result<Self, FilesError> {
        // The first one stays; there is only one in this program.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key)
            .with_secret_access_key(&s3.secret_key)
            .with_retry(retry);
        if !s3.endpoint.is_empty() {
            builder = builder
                .with_endpoint(&s3.endpoint)
                .with_allow_http(s3.endpoint.starts_with("http://"));
        }
        let store = builder.build().map_err(|error| told(&error, s3))?;
        Ok(Self(Arc::new(store)))
    }

    /// Writes, reads and removes a few bytes under a name of their own.
    async fn try_out(&self) -> Result<(), FilesError> {
        let mut name = [0_u8; 32];
        getrandom::fill(&mut name).map_err(|error| FilesError::Place(error.to_string()))?;
        let name = Hash::of(&name);
        let place = path::Path::from_iter(["kiem-tra", name.as_str()]);
        let bytes = Bytes::from(name.as_str().to_owned());
        match self.0.put(&place, bytes.clone().into()).await {
            Err(object_store::Error::NotFound { .. }) => return Err(FilesError::NoBucket),
            done => done?,
        };
        let again = self.0.get(&place).await?.bytes().await?;
        // A key that may remove nothing is a good one: Loa itself never does.
        if self.0.delete(&place).await.is_err() {
            tracing::info!("the store removes nothing: a few bytes stay below kiem-tra/");
        }
        if again == bytes {
            Ok(())
        } else {
            Err(FilesError::Damaged(name.0))
        }
    }

    /// Keeps bytes under their hash, all or nothing; bytes that are there already are not written again.
    ///
    /// # Errors
    /// [`FilesError::Store`]
    pub async fn put(&self, hash: &Hash, bytes: Bytes) -> Result<(), FilesError> {
        let place = hash.place();
        match self.0.head(&place).await {
            Ok(there) if usize::try_from(there.size) == Ok(bytes.len()) => return Ok(()),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.0.put(&place, bytes.into()).await?;
        Ok(())
    }

    /// How many bytes are kept under a hash.
    ///
    /// # Errors
    /// [`FilesError::Missing`], [`FilesError::Store`]
    pub async fn size(&self, hash: &Hash) -> Result<u64, FilesError> {
        match self.0.head(&hash.place()).await {
            Ok(there) => Ok(there.size),
            Err(error) => Err(hash.lost(error)),
        }
    }

    /// The bytes of a hash as they are read, or a part of them, which is not empty and ends where they end. The last ones
    /// of all come when the whole is what was kept: whoever reads to the end has it right.
    ///
    /// # Errors
    /// [`FilesError::Missing`], [`FilesError::Store`]; within the bytes [`FilesError::Damaged`] as well.
    pub async fn open(&self, hash: &Hash, part: Option<Range<u64>>) -> Result<Opened, FilesError> {
        let is_part = part.is_some();
        let options = GetOptions {
            range: part.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let found = self.0.get_opts(&hash.place(), options).await;
        let found = found.map_err(|error| hash.lost(error))?;
        let size = found.range.end - found.range.start;
        let bytes = found.into_stream().map_err(FilesError::from);
        Ok(Opened {
            size,
            bytes: match is_part {
                true => bytes.boxed(),
                false => checked(bytes.boxed(), hash.clone()),
            },
        })
    }

    /// The bytes of a hash, looked at once more before they are given out.
    ///
    /// # Errors
    /// [`FilesError::Missing`], [`FilesError::Damaged`], [`FilesError::Store`]
    pub async fn get(&self, hash: &Hash) -> Result<Bytes, FilesError> {
        let found = self.0.get(&hash.place()).await;
        let found = found.map_err(|error| hash.lost(error))?.bytes().await?;
        let (again, bytes) = tokio::task::spawn_blocking(move || (Hash::of(&found), found))
            .await
            .map_err(|_| FilesError::Damaged(hash.0.clone()))?;
        if again == *hash {
            Ok(bytes)
        } else {
            Err(FilesError::Damaged(hash.0.clone()))
        }
    }
}

/// The same bytes, each part once the next one is there; the last one only if all of them make up the hash.
fn checked(
    bytes: BoxStream<'static, Result<Bytes, FilesError>>,
    hash: Hash,
) -> BoxStream<'static, Result<Bytes, FilesError>> {
    struct State {
        bytes: BoxStream<'static, Result<Bytes, FilesError>>,
        sum: Sha256,
        held: Option<Bytes>,
    }
    let state = State {
        bytes,
        sum: Sha256::new(),
        held: None,
    };
    let parts = stream::try_unfold(Some(state), move |state| {
        let hash = hash.clone();
        async move {
            let Some(mut state) = state else {
                return Ok(None);
            };
            while let Some(part) = state.bytes.try_next().await? {
                state.sum.update(&part);
                if let Some(ready) = state.held.replace(part) {
                    return Ok(Some((ready, Some(state))));
                }
            }
            if Hash::of_sum(state.sum) != hash {
                return Err(FilesError::Damaged(hash.0));
            }
            Ok(state.held.map(|last| (last, None)))
        }
    });
    parts.boxed()
}

/// What the store says, in one line and without the keys.
fn told(error: &object_store::Error, s3: &S3) -> FilesError {
    use object_store::Error;
    if matches!(
        error,
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. }
    ) {
        return FilesError::Refused;
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    let mut text = cause.to_string();
    for secret in [&s3.secret_key, &s3.access_key] {
        if !secret.is_empty() {
            text = text.replace(secret.as_str(), "…");
        }
    }
    let text: Vec<&str> = text.split_whitespace().collect();
    FilesError::Place(text.join(" ").chars().take(300).collect())
}

impl From<FilesError> for crate::error::Error {
    fn from(error: FilesError) -> Self {
        if is_full(&error) {
            Self::Full(error.to_string())
        } else {
            Self::Outage(error.to_string())
        }
    }
}

/// Does it come from a disk without room?
fn is_full(error: &FilesError) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    /// What comes bit by bit.
    async fn read(files: &Files, hash: &Hash, part: Option<Range<u64>>) -> Result<Bytes, FilesError> {
        let opened = files.open(hash, part).await?;
        let parts: Vec<Bytes> = opened.bytes.try_collect().await?;
        let whole = Bytes::from(parts.concat());
        assert_eq!(opened.size, whole.len() as u64);
        Ok(whole)
    }

    /// Keeps, keeps again, gives back, and notices what was done behind its back.
    async fn keeps(files: &Files) {
        let bytes = Bytes::from_static("Họp bản Nà Dìa".as_bytes());
        let hash = Hash::of(&bytes);
        assert!(matches!(files.get(&hash).await, Err(FilesError::Missing(_))));
        for _ in 0..2 {
            files.put(&hash, bytes.clone()).await.unwrap();
            assert_eq!(files.get(&hash).await.unwrap(), bytes);
            assert_eq!(read(files, &hash, None).await.unwrap(), bytes);
            assert_eq!(read(files, &hash, Some(1..4)).await.unwrap(), bytes.slice(1..4));
            assert_eq!(files.size(&hash).await.unwrap(), bytes.len() as u64);
        }
        files.0.put(&hash.place(), "Họp bản".into()).await.unwrap();
        assert!(matches!(files.get(&hash).await, Err(FilesError::Damaged(_))));
        let cut = read(files, &hash, None).await;
        assert!(matches!(cut, Err(FilesError::Damaged(_))), "{cut:?}");
        // Kept once more, cut-off bytes heal.
        files.put(&hash, bytes.clone()).await.unwrap();
        assert_eq!(files.get(&hash).await.unwrap(), bytes);
        let mut many = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (files, hash, bytes) = (files.clone(), hash.clone(), bytes.clone());
            many.spawn(async move { files.put(&hash, bytes).await });
        }
        while let Some(done) = many.join_next().await {
            done.unwrap().unwrap();
        }
        assert_eq!(files.get(&hash).await.unwrap(), bytes);
    }

    #[tokio::test]
    async fn a_folder_keeps_bytes_once() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(&folder.path().join("tep")).unwrap();
        keeps(&files).await;
        let mut left = vec![folder.path().to_owned()];
        let mut names = Vec::new();
        while let Some(open) = left.pop() {
            for entry in std::fs::read_dir(open).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    left.push(path);
                } else {
                    names.push(path.file_name().unwrap().to_string_lossy().into_owned());
                }
            }
        }
        assert_eq!(
            names,
            [Hash::of("Họp bản Nà Dìa".as_bytes()).as_str()],
            "nothing half-written"
        );
    }

    /// Answers every request alike, as a store does that is not as it should be.
    async fn store_that_says(answer: &'static str) -> String {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = vec![0; 16_384];
                let _ = stream.read(&mut request).await;
                let body = "<Error><Code>No</Code><Message>khoa-mat-cua-ai</Message></Error>";
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {answer}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            }
        });
        address
    }

    #[tokio::test]
    async fn a_store_that_does_not_do_its_work_is_told_before_anybody_relies_on_it() {
        let s3 = |endpoint: String| S3 {
            bucket: "loa".to_owned(),
            endpoint,
            region: "us-east-1".to_owned(),
            access_key: "khoa".to_owned(),
            secret_key: "khoa-mat-cua-ai".to_owned(),
        };
        for (answer, want) in [
            ("403 Forbidden", "the store refuses the key"),
            ("401 Unauthorized", "the store refuses the key"),
            ("404 Not Found", "there is no such bucket"),
            ("400 Bad Request", "400"),
        ] {
            let error = Files::open_s3(&s3(store_that_says(answer).await))
                .await
                .unwrap_err();
            let told = error.to_string();
            assert!(
                told.contains(want) && !told.contains("khoa-mat"),
                "{answer}: {told}"
            );
        }
        let nobody = Files::open_s3(&s3("http://127.0.0.1:1".to_owned())).await;
        let told = nobody.unwrap_err().to_string();
        assert!(told.contains("refused"), "{told}");
    }

    /// Runs where `LOA_TEST_S3` is the address of a store with a bucket `loa-test` that takes any key, such as moto's server.
    #[tokio::test]
    async fn a_store_that_speaks_s3_keeps_bytes_once() {
        let Ok(endpoint) = std::env::var("LOA_TEST_S3") else {
            return;
        };
        let s3 = S3 {
            bucket: "loa-test".to_owned(),
            endpoint,
            region: "us-east-1".to_owned(),
            access_key: "mau".to_owned(),
            secret_key: "mau-mau-mau".to_owned(),
        };
        keeps(&Files::open_s3(&s3).await.unwrap()).await;
        let elsewhere = S3 {
            bucket: "khong-co".to_owned(),
            ..s3.clone()
        };
        let none = Files::open_s3(&elsewhere).await;
        assert!(matches!(none, Err(FilesError::NoBucket)), "{none:?}");
        assert!(!format!("{s3:?}").contains("mau-mau-mau"), "secrets are not told");
    }

    #[test]
    fn a_full_disk_is_no_broken_one() {
        let error = |kind: ErrorKind| {
            let source = Box::new(io::Error::from(kind));
            FilesError::Store(object_store::Error::Generic {
                store: "LocalFileSystem",
                source,
            })
        };
        for (kind, wanted) in [
            (ErrorKind::StorageFull, "Máy chủ hết chỗ"),
            (ErrorKind::PermissionDenied, "Hệ thống đang gặp sự cố"),
        ] {
            let (heading, _) = crate::error::Error::from(error(kind)).told();
            assert_eq!(heading, wanted);
        }
    }

    #[test]
    fn only_hashes_are_hashes() {
        let hash = Hash::of(b"");
        assert_eq!(Hash::parse(hash.as_str()), Some(hash.clone()));
        let upper = hash.as_str().to_uppercase();
        for text in ["", "../../etc/passwd", upper.as_str(), "e3b0"] {
            assert_eq!(Hash::parse(text), None, "{text}");
        }
    }
}
