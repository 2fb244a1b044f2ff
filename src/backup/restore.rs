//! Reading an archive into an empty installation, of either engine.

use std::io::BufReader;

use db::{Db, Migration};

use super::*;
use crate::data::Lock;

/// Restores an archive: into a data folder without database or attachments, and an empty database. Everything is
/// compared with the manifest; an archive of an older schema is restored as it is, then brought up to date.
///
/// # Errors
/// When the target is not empty, the archive is cut, altered or of a newer version, or what was restored differs.
pub async fn restore(settings: &Settings, archive: &Path) -> Result<Manifest> {
    let text = fs::read(archive.join(MANIFEST))
        .with_context(|| format!("{} is not a complete archive of Vigie", archive.display()))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).context("the archive's manifest cannot be read")?;
    let steps = steps_of(&manifest)?;
    data::private_folder(&settings.data)?;
    let _lock = Lock::alone(&settings.data)?;
    let target = settings.data.join(FILES);
    if files::check(&target)?.0 > 0 {
        bail!("{} holds attachments: restore into an empty folder", target.display());
    }
    let (options, now) = (boot::options(settings), manifest.taken_at);
    let is_file = options.engine() == db::Engine::Sqlite;
    if is_file && Path::new(&settings.database).exists() {
        bail!("{} exists: restore into an empty folder", settings.database);
    }
    let source = archive.to_owned();
    let told = manifest.clone();
    tokio::task::spawn_blocking(move || verify(&source, &told)).await??;
    let done = fill(settings, steps, archive, &manifest, now).await;
    if done.is_err() && is_file {
        // Nothing was committed; an empty database would keep the next try from beginning.
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", settings.database));
        }
    }
    done?;
    Ok(manifest)
}

fn steps_of(manifest: &Manifest) -> Result<&'static [Migration]> {
    if manifest.format != FORMAT {
        bail!("the archive has the form {}, this program reads {FORMAT}", manifest.format);
    }
    let count = usize::try_from(manifest.schema).unwrap_or(usize::MAX);
    MIGRATIONS.get(..count).with_context(|| {
        format!("the archive was written by version {}, which is newer than this program", manifest.version)
    })
}

async fn fill(
    settings: &Settings,
    steps: &'static [Migration],
    archive: &Path,
    manifest: &Manifest,
    now: Timestamp,
) -> Result<()> {
    let options = boot::options(settings);
    let db = boot::connect(settings, &options).await?;
    migrate(db, steps, now).await?;
    let (source, told, target) = (archive.to_owned(), manifest.clone(), settings.data.clone());
    let opened = options.clone();
    tokio::task::spawn_blocking(move || {
        let mut input = BufReader::new(File::open(source.join(DATABASE))?);
        db::restore(&opened, steps, &mut input)?;
        if db::table_hashes(&opened, steps)? != told.report_of_tables() {
            bail!("what was restored is not what the archive holds");
        }
        let copied = files::copy(&source.join(FILES), &target.join(FILES))?;
        if files::check(&target.join(FILES))? != copied || copied != (told.files, told.bytes) {
            bail!("the attachments that were restored are not those of the archive");
        }
        if let Ok(lines) = fs::read(source.join(CHECKPOINTS)) {
            data::private_file(&target.join(CHECKPOINTS), &lines)?;
        }
        Ok(())
    })
    .await??;
    let db = boot::connect(settings, &options).await?;
    migrate(db, MIGRATIONS, now).await
}

async fn migrate(db: Db, steps: &'static [Migration], now: Timestamp) -> Result<()> {
    let done = db::migrate(&db, steps, now).await;
    db.close();
    done.context("the schema could not be made")?;
    Ok(())
}
