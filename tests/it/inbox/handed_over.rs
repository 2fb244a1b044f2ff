//! Mail handed over by a mail server of the site.

use desk::inbox;
use testkit::on_each;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{Site, verified};

#[tokio::test]
async fn a_delivery_is_acknowledged_when_it_is_safe_and_once() {
    on_each(|app| async {
        let site = Site::on(app).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let stop = tokio::sync::watch::Sender::new(false);
        let served = tokio::spawn(inbox::listen(site.app.app.clone(), listener, stop.subscribe()));
        let mail = verified("Marie", "lmtp@home.example", "Subject: Badge\n", "Lost.").replace('\n', "\r\n");
        let talk = format!(
            "LHLO relay.example\r\nMAIL FROM:<marie@test.example>\r\nRCPT TO:<support@desk.example>\r\n\
             RCPT TO:<Support+t.1.aaaaaaaaaaaaaaaa@desk.example>\r\nRCPT TO:<sales@desk.example>\r\nDATA\r\n{mail}.\r\nQUIT\r\n"
        );
        let mut stream = TcpStream::connect(at).await.unwrap();
        stream.write_all(talk.as_bytes()).await.unwrap();
        let mut heard = String::new();
        stream.read_to_string(&mut heard).await.unwrap();
        assert!(heard.contains("550 5.1.1"), "nobody has the third address: {heard}");
        assert_eq!(heard.matches("250 2.0.0 <").count(), 2, "both of ours are kept: {heard}");
        site.app.run_until_idle().await;
        let mails = site.get("/api/v1/mails").await;
        assert_eq!(mails["items"].as_array().unwrap().len(), 1, "one mail, though it came to two addresses: {mails}");
        assert_eq!(mails["items"][0]["outcome"], "ticket");
        assert_eq!(mails["items"][0]["envelope_from"], "marie@test.example");
        served.abort();
    })
    .await;
}
