//! Where the site listens, and how it speaks to systemd: a socket that was handed over outlives the program, so that a
//! restart loses nobody who knocks meanwhile.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Takes people in until the program is asked to stop. From then on nobody new comes in, but whoever came in before can
/// still say what they want: a connection that was taken and hung up on is a request that was lost.
pub struct Door {
    /// `None` once it is closed; a socket that was handed over stays open outside.
    listener: Option<TcpListener>,
    address: SocketAddr,
    stop: watch::Receiver<bool>,
}

impl Door {
    /// Opens it; it closes when the value becomes true.
    pub async fn open(listen: SocketAddr, stop: watch::Receiver<bool>) -> io::Result<Self> {
        let listener = listener(listen).await?;
        Ok(Self {
            address: listener.local_addr()?,
            listener: Some(listener),
            stop,
        })
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Listener for Door {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            let Some(listener) = &mut self.listener else {
                return std::future::pending().await;
            };
            tokio::select! {
                biased;
                _ = self.stop.wait_for(|stop| *stop) => self.listener = None,
                taken = Listener::accept(listener) => return taken,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Who is at the other end.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// The socket that was handed over (`LISTEN_FDS`), else one of one's own.
async fn listener(listen: SocketAddr) -> io::Result<TcpListener> {
    match handed_over()? {
        Some(socket) => {
            socket.set_nonblocking(true)?;
            TcpListener::from_std(socket)
        }
        None => TcpListener::bind(listen).await,
    }
}

#[cfg(unix)]
fn handed_over() -> io::Result<Option<std::net::TcpListener>> {
    listenfd::ListenFd::from_env().take_tcp_listener(0)
}

#[cfg(not(unix))]
fn handed_over() -> io::Result<Option<std::net::TcpListener>> {
    Ok(None)
}

/// Tells the one who started the program: `READY=1`, `STOPPING=1`. Where nobody listens nothing happens.
pub fn tell(state: &str) {
    #[cfg(target_os = "linux")]
    if let Some(place) = std::env::var_os("NOTIFY_SOCKET")
        && let Err(error) = sent(&place, state)
    {
        tracing::debug!(%error, "systemd was not told");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = state;
}

#[cfg(target_os = "linux")]
fn sent(place: &std::ffi::OsStr, state: &str) -> io::Result<()> {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::net::{SocketAddr, UnixDatagram};
    let socket = UnixDatagram::unbound()?;
    let address = match place.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(place)?,
    };
    socket.send_to_addr(state.as_bytes(), &address).map(drop)
}

/// Says again and again that the program lives, where systemd wants to hear it. Never ends.
pub async fn watchdog() {
    let wanted = std::env::var("WATCHDOG_USEC").ok();
    let Some(micros) = wanted
        .and_then(|text| text.parse::<u64>().ok())
        .filter(|micros| *micros > 0)
    else {
        return;
    };
    loop {
        tell("WATCHDOG=1");
        tokio::time::sleep(Duration::from_micros(micros / 3)).await;
    }
}
