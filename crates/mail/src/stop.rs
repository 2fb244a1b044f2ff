//! The program's stop signal.

use tokio::sync::watch;

/// Ends when the signal says true; a signal that was dropped without saying so never does.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
