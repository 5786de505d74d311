//! SQLite's way to files, with a [`Disk`] in between.
//!
//! It is registered as the default, since stores name none. Files that lie on no disk, and those
//! of which SQLite needs nothing after a power cut, are the system's own, methods and all.
#![expect(unsafe_code, reason = "SQLite calls what lies below it through C")]

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::slice;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError, Weak};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

use super::{Disk, FileId, Off};

/// The name under which it is registered.
const NAME: &CStr = c"simulated-disk";

/// Files that a power cut concerns.
const LASTING: c_int =
    ffi::SQLITE_OPEN_MAIN_DB | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_WAL;

/// Of these, what SQLite syncs the folder for when it first syncs them.
const JOURNALS: c_int = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_WAL;

static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

/// The system's own way to files; it is set before SQLite knows of ours and never changed.
static SYSTEM: AtomicPtr<sqlite3_vfs> = AtomicPtr::new(std::ptr::null_mut());

/// A file on a disk, as SQLite holds it. The system's own file follows in the same memory.
#[repr(C)]
struct File {
    methods: sqlite3_file,
    opened: *mut Opened,
}

struct Opened {
    disk: Arc<Disk>,
    file: FileId,
    /// Whether the next sync is also one of the folder.
    syncs_folder: Cell<bool>,
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(system_file_size),
    xLock: Some(system_lock),
    xUnlock: Some(system_unlock),
    xCheckReservedLock: Some(system_check_reserved_lock),
    xFileControl: Some(system_file_control),
    xSectorSize: Some(system_sector_size),
    xDeviceCharacteristics: Some(system_device_characteristics),
    xShmMap: Some(system_shm_map),
    xShmLock: Some(system_shm_lock),
    xShmBarrier: Some(system_shm_barrier),
    xShmUnmap: Some(system_shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Has SQLite's files in the disk's folder lie on the disk.
pub(super) fn mount(disk: &Arc<Disk>) {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(register);
    let mut disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
    disks.retain(|disk| disk.strong_count() > 0);
    disks.push(Arc::downgrade(disk));
}

fn register() {
    // SAFETY: SQLite's default is there and lives as long as the process, as ours does, which is
    // like it but for its name, the size of its files, opening and deleting.
    let code = unsafe {
        let system = ffi::sqlite3_vfs_find(std::ptr::null());
        SYSTEM.store(system, Ordering::SeqCst);
        let mut ours = *system;
        ours.zName = NAME.as_ptr();
        ours.szOsFile += c_int::try_from(size_of::<File>()).expect("it is small");
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1)
    };
    assert_eq!(code, ffi::SQLITE_OK, "SQLite takes it");
}

/// The disk that a file lies on.
fn disk_of(path: &Path) -> Option<Arc<Disk>> {
    let disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
    let mut living = disks.iter().filter_map(Weak::upgrade);
    living.find(|disk| path.parent() == Some(&disk.path))
}

/// # Safety
/// `name` is null or a text of C that outlives what is returned.
unsafe fn path_of<'a>(name: *const c_char) -> Option<&'a Path> {
    // SAFETY: the caller says so.
    let name = (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) })?;
    name.to_str().ok().map(Path::new)
}

/// The system's own file behind one of ours.
///
/// # Safety
/// `file` is memory of the size that ours was registered with.
unsafe fn behind(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: it is as large as both, ours first; ours is a multiple of what pointers align to.
    unsafe { file.cast::<File>().add(1).cast() }
}

/// # Safety
/// `file` was opened by [`open`] on a disk, and is not closed while what is returned is used.
unsafe fn opened<'a>(file: *mut sqlite3_file) -> &'a Opened {
    // SAFETY: `open` has put it there, and `close` alone takes it away.
    unsafe { &*(*file.cast::<File>()).opened }
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let system = SYSTEM.load(Ordering::SeqCst);
    // SAFETY: SQLite gives a name, memory for a file and a place for flags; the system's own
    // way is called as SQLite calls it, with the memory behind ours.
    unsafe {
        let system_open = (*system).xOpen.expect("every system opens files");
        let path = path_of(name).filter(|_| flags & LASTING != 0);
        let Some((path, disk)) = path.and_then(|path| Some((path, disk_of(path)?))) else {
            return system_open(system, name, file, flags, out_flags);
        };
        // Until it is open there is nothing to close.
        (*file).pMethods = std::ptr::null();
        let code = system_open(system, name, behind(file), flags, out_flags);
        if code != ffi::SQLITE_OK {
            return code;
        }
        let Ok(id) = disk.open(path) else {
            system_close(file);
            return ffi::SQLITE_CANTOPEN;
        };
        let syncs_folder = Cell::new(flags & JOURNALS != 0);
        let opened = Box::into_raw(Box::new(Opened { disk, file: id, syncs_folder }));
        file.cast::<File>().write(File { methods: sqlite3_file { pMethods: &METHODS }, opened });
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    syncs_folder: c_int,
) -> c_int {
    let system = SYSTEM.load(Ordering::SeqCst);
    // SAFETY: SQLite gives a name, which is handed on.
    unsafe {
        let path = path_of(name);
        let disk = path.and_then(|path| Some((path, disk_of(path)?)));
        let done = disk.map_or(Ok(()), |(path, disk)| {
            disk.delete(path)?;
            if syncs_folder != 0 { disk.sync_folder() } else { Ok(()) }
        });
        match done {
            Ok(()) => (*system).xDelete.expect("every system deletes")(system, name, syncs_folder),
            Err(Off) => ffi::SQLITE_IOERR_DELETE,
        }
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file that `open` has made, once.
    unsafe {
        drop(Box::from_raw((*file.cast::<File>()).opened));
        system_close(file)
    }
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    into: *mut c_void,
    count: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives a file that `open` has made.
    unsafe {
        if opened(file).disk.is_off() {
            return ffi::SQLITE_IOERR_READ;
        }
        system_read(file, into, count, offset)
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    count: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives a file that `open` has made, and as many bytes as it says.
    unsafe {
        let Opened { disk, file: id, .. } = opened(file);
        let bytes = slice::from_raw_parts(from.cast(), size(count.into()));
        match disk.write(*id, size(offset), bytes) {
            Ok(()) => system_write(file, from, count, offset),
            Err(Off) => ffi::SQLITE_IOERR_WRITE,
        }
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    // SAFETY: SQLite gives a file that `open` has made.
    unsafe {
        let Opened { disk, file: id, .. } = opened(file);
        match disk.set_length(*id, size(length)) {
            Ok(()) => system_truncate(file, length),
            Err(Off) => ffi::SQLITE_IOERR_TRUNCATE,
        }
    }
}

/// Nothing is synced in truth: what a power cut leaves is not read from the real files.
unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite gives a file that `open` has made.
    let Opened { disk, file: id, syncs_folder } = unsafe { opened(file) };
    let synced = disk.sync(*id).and_then(|()| match syncs_folder.replace(false) {
        true => disk.sync_folder(),
        false => Ok(()),
    });
    if synced.is_ok() { ffi::SQLITE_OK } else { ffi::SQLITE_IOERR_FSYNC }
}

fn size(given: sqlite3_int64) -> usize {
    usize::try_from(given).expect("SQLite gives sizes and places, never negative ones")
}

/// Methods that the system's own file behind ours has.
macro_rules! system_methods {
    ($($name:ident is $method:ident($($argument:ident: $of:ty),*) $(-> $result:ty)?;)*) => { $(
        unsafe extern "C" fn $name(file: *mut sqlite3_file $(, $argument: $of)*) $(-> $result)? {
            // SAFETY: SQLite gives a file that `open` has made, so that the system's own is open.
            unsafe {
                let file = behind(file);
                (*(*file).pMethods).$method.expect("databases with a log need it")(
                    file $(, $argument)*
                )
            }
        }
    )* };
}

system_methods! {
    system_close is xClose() -> c_int;
    system_read is xRead(into: *mut c_void, count: c_int, offset: sqlite3_int64) -> c_int;
    system_write is xWrite(from: *const c_void, count: c_int, offset: sqlite3_int64) -> c_int;
    system_truncate is xTruncate(length: sqlite3_int64) -> c_int;
    system_file_size is xFileSize(into: *mut sqlite3_int64) -> c_int;
    system_lock is xLock(level: c_int) -> c_int;
    system_unlock is xUnlock(level: c_int) -> c_int;
    system_check_reserved_lock is xCheckReservedLock(into: *mut c_int) -> c_int;
    system_file_control is xFileControl(what: c_int, with: *mut c_void) -> c_int;
    system_sector_size is xSectorSize() -> c_int;
    system_device_characteristics is xDeviceCharacteristics() -> c_int;
    system_shm_map is xShmMap(
        region: c_int, length: c_int, extends: c_int, into: *mut *mut c_void
    ) -> c_int;
    system_shm_lock is xShmLock(first: c_int, count: c_int, flags: c_int) -> c_int;
    system_shm_barrier is xShmBarrier();
    system_shm_unmap is xShmUnmap(deletes: c_int) -> c_int;
}
