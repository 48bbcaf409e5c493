//! [`MESSAGES`]: what stands in error logs, one entry for each message.
//!
//! The wordings are those of mod_wsgi 4.9 (its module file) and 6 (its error reference), of httpd 2.4 and of Python.

use super::Message;

/// All messages that are known.
pub static MESSAGES: &[Message] = &[
    Message {
        codes: &["WSGI0143"],
        texts: &["Embedded mode of mod_wsgi disabled by runtime configuration"],
        means: "The application of this request has no process group, and `WSGIRestrictEmbedded On` forbids Apache's own \
            processes to run it: the answer is a 500.",
        remedy: "Delegate the application: `process-group=` on its alias, or `WSGIProcessGroup`.",
        rules: &["WD102"],
    },
    Message {
        codes: &["WSGI0142"],
        texts: &["Embedded mode of mod_wsgi disabled at compile time"],
        means: "The application of this request has no process group, and this mod_wsgi was built without embedded mode: the \
            answer is a 500.",
        remedy: "Delegate the application: `process-group=` on its alias, or `WSGIProcessGroup`.",
        rules: &["WD101", "WD103"],
    },
    Message {
        codes: &["WSGI0150", "WSGI0151"],
        texts: &["No WSGI daemon process called '{group}' has been configured"],
        means: "The application of this request is delegated to a process group that no `WSGIDaemonProcess` defines: the answer \
            is a 500.",
        remedy: "Correct the name, whose case counts, or define the group.",
        rules: &["WD201"],
    },
    Message {
        codes: &["WSGI0152"],
        texts: &["Daemon process called '{group}' cannot be accessed by this WSGI application"],
        means: "The process group is defined in a virtual host with another `ServerName` than the one of this request: the answer \
            is a 500.",
        remedy: "Move the `WSGIDaemonProcess` to the main server.",
        rules: &["WD202"],
    },
    Message {
        codes: &["WSGI0149"],
        texts: &[
            "Daemon process called '{group}' cannot be accessed by this WSGI application as not a member of allowed groups",
        ],
        means: "A `WSGIRestrictProcess` in effect does not list the process group of the application: the answer is a 500.",
        remedy: "Add the group to the list, or delegate the application to a group of the list.",
        rules: &["WD207"],
    },
    Message {
        codes: &["WSGI0117"],
        texts: &["Unable to connect to WSGI daemon process '{group}' on '*' as user with uid=*"],
        means: "An Apache process could not open the socket of the process group: the answer is a 503. \"Permission denied\" \
            means that the directory or the socket is closed to it, \"No such file or directory\" that the group did not start \
            or that Apache was reloaded meanwhile.",
        remedy: "Set `WSGISocketPrefix` to a directory that Apache's user may enter and nobody else may write to; under mpm-itk \
            give the group `socket-user=`.",
        rules: &["WD251", "WD703", "WD706"],
    },
    Message {
        codes: &["WSGI0116"],
        texts: &[
            "Unable to connect to WSGI daemon process '{group}' on '*' after multiple attempts as listener backlog limit was exceeded or the socket does not exist",
        ],
        means: "So many requests wait for the process group that its socket takes no more, or its processes are not there: the \
            answer is a 503. After a reload of Apache it may concern the old processes alone.",
        remedy: "Find out what the requests wait for; limit them with `request-timeout=` and `queue-timeout=`, and only then give \
            the group more processes.",
        rules: &["WD205", "WD408", "WD409", "WD410"],
    },
    Message {
        codes: &["WSGI0013"],
        texts: &[
            "Couldn't bind unix domain socket '*'",
            "Unable to bind unix domain socket '*'",
        ],
        means: "The socket of a process group could not be made. httpd starts nevertheless, and requests for the group get a 503.",
        remedy: "Set `WSGISocketPrefix` to a directory that is there, by a path that is short.",
        rules: &["WD703"],
    },
    Message {
        codes: &["WSGI0064"],
        texts: &["Length of path for daemon process socket exceeds *"],
        means: "The path of the socket is longer than the system allows, 108 bytes on Linux; it is cut off, and the process group \
            cannot be reached.",
        remedy: "Set `WSGISocketPrefix` to a shorter path.",
        rules: &[],
    },
    Message {
        codes: &["WSGI0084"],
        texts: &["Queue timeout expired for WSGI daemon process '{group}'"],
        means: "A request waited longer for a thread of the process group than `queue-timeout=` allows: the answer is a 504.",
        remedy: "Find out what keeps the threads busy, limit it with `request-timeout=`, or give the group more processes.",
        rules: &["WD408", "WD409"],
    },
    Message {
        codes: &["WSGI0145"],
        texts: &["Timeout when reading response headers from daemon process '{group}'"],
        means: "The process group did not answer in time: within `socket-timeout=` of the group, else within Apache's `Timeout`. \
            The answer is a 504.",
        remedy: "Look into the log for a group that does not come up. Where the application needs longer, raise `socket-timeout=`.",
        rules: &["WD205", "WD602", "WD603"],
    },
    Message {
        codes: &["WSGI0144", "WSGI0146"],
        texts: &[
            "Truncated or oversized response headers received from daemon process '{group}'",
            "Daemon process '{group}' closed connection before sending complete response headers",
            "Response header line too long from daemon process '{group}'",
        ],
        means: "The process ended before it had answered, or one header of the answer is longer than `header-buffer-size=` \
            (32 KiB if not set). Most often the process crashed, was out of memory, or was stopped by one of its time limits.",
        remedy: "Look into the error log of the main server for the same second: it says what became of the process. Modules \
            written in C often need `application-group=%{GLOBAL}`.",
        rules: &["WD411"],
    },
    Message {
        codes: &["WSGI0124"],
        texts: &["Maximum number of WSGI daemon process '{group}' restart attempts reached"],
        means: "Every process that was asked was about to restart: the answer is a 503.",
        remedy: "Find out in the log why the processes of the group restart again and again.",
        rules: &["WD411", "WD412"],
    },
    Message {
        codes: &["WSGI0135"],
        texts: &["Target WSGI script not found or unable to stat"],
        means: "The script of this request is not there, or Apache may not look at it: the answer is a 404.",
        remedy: "Correct the path; where only what is below the alias fails, look at the slashes at the ends of its two words.",
        rules: &["WD307", "WD608"],
    },
    Message {
        codes: &["WSGI0134"],
        texts: &["Options ExecCGI is off in this directory"],
        means: "A handler makes the file a WSGI script, and `Options` does not allow that: the answer is a 403.",
        remedy: "Write `Options +ExecCGI` for the directory, or use `WSGIScriptAlias`, which does not need it.",
        rules: &[],
    },
    Message {
        codes: &["WSGI0089"],
        texts: &["Target WSGI script '{script}' does not contain WSGI application '*'"],
        means: "The script has no callable of this name: the request fails, with mod_wsgi 4.9 by a 500.",
        remedy: "Call it `application` in the script, or name it with `callable-object=` or `WSGICallableObject`.",
        rules: &[],
    },
    Message {
        codes: &["WSGI0009"],
        texts: &["Unable to change working directory to '{home}'"],
        means: "The directory that `home=` names is not there or closed to the user of the group: each process ends, and is \
            started anew after 20 seconds.",
        remedy: "Make the directory, or correct `home=`.",
        rules: &["WD609"],
    },
    Message {
        codes: &["WSGI0010", "WSGI0011"],
        texts: &[
            "Unable to change working directory to home directory '*' for uid={user}",
            "Unable to determine home directory for uid={user}",
        ],
        means: "The user of the process group has no home directory that can be entered: each process ends, and is started anew \
            after 20 seconds.",
        remedy: "Say where the processes are to start, with `home=`.",
        rules: &["WD610"],
    },
    Message {
        codes: &["WSGI0008", "WSGI0025"],
        texts: &["process left in unspecified state"],
        means: "A process of a group could not be set up, and ends; the line in front of this one says why.",
        remedy: "Ask for the line in front of it.",
        rules: &["WD609", "WD610"],
    },
    Message {
        codes: &["WSGI0100", "WSGI0101"],
        texts: &[
            "Unable to stat Python home {python-home}. Python interpreter",
            "Unable to stat Python home",
            "Python home {python-home} is not a directory",
        ],
        means: "`python-home=` or `WSGIPythonHome` does not lead to a directory: Python cannot start there.",
        remedy: "Name the top of the virtual environment, the directory that has `pyvenv.cfg`.",
        rules: &["WD602", "WD603"],
    },
    Message {
        codes: &[],
        texts: &[
            "Unsupported locale setting * specified for daemon process group {group}. Consider using",
        ],
        means: "The machine does not have the locale that `locale=` or `lang=` names: the processes run with that of C.",
        remedy: "Write `C.UTF-8`, or install the locale.",
        rules: &["WD617"],
    },
    Message {
        codes: &["WSGI0102"],
        texts: &["Python home {python-home} is not accessible"],
        means: "The user of the process may not enter the directory that `python-home=` or `WSGIPythonHome` names.",
        remedy: "Give the user the right to enter it and every directory above it.",
        rules: &["WD612"],
    },
    Message {
        codes: &["WSGI0001", "WSGI0028", "WSGI0036"],
        texts: &[
            "Python initialisation failed in *",
            "Python interpreter configuration failed in *",
            "No module named 'encodings'",
        ],
        means: "Python could not start: it does not find its own library where `python-home=` or `WSGIPythonHome` says.",
        remedy: "Name the top of a virtual environment that was made for the Python in mod_wsgi.",
        rules: &["WD602", "WD603", "WD612"],
    },
    Message {
        codes: &[],
        texts: &["No module named '*'"],
        means: "The application imports a module that is not on its path.",
        remedy: "Look whether the group has the right `python-home=`, made for the Python in mod_wsgi; `WSGIPythonPath` is not seen \
            by process groups.",
        rules: &["WD604", "WD605", "WD606", "WD607"],
    },
    Message {
        codes: &["WSGI0099"],
        texts: &[
            "Compiled for Python/* but runtime using Python/*",
            "mod_wsgi: Compiled for Python/*",
            "mod_wsgi: Runtime using Python/*",
        ],
        means: "mod_wsgi was built for another Python than the one that is loaded.",
        remedy: "Build mod_wsgi for the Python that is there.",
        rules: &[],
    },
    Message {
        codes: &["WSGI0105", "WSGI0106"],
        texts: &[
            "Could not read/compile source file '{script}'",
            "Could not read or compile WSGI script '{script}'",
        ],
        means: "The script cannot be read by the user of the process, or it has an error of syntax: the answer is a 500.",
        remedy: "Compare the rights of the file with the user of the process group; the lines behind this one have Python's word.",
        rules: &[],
    },
    Message {
        codes: &["WSGI0109", "WSGI0110"],
        texts: &[
            "Failed to exec Python script file '{script}'",
            "Unable to execute Python script file '{script}'",
        ],
        means: "The script raised an exception while it was loaded: the answer is a 500.",
        remedy: "Read the traceback behind this line, and ask for its last line.",
        rules: &["WD601"],
    },
    Message {
        codes: &[],
        texts: &["Exception occurred processing WSGI script '{script}'"],
        means: "The application raised an exception while it answered: the answer is a 500, or is cut off.",
        remedy: "Read the traceback behind this line: it is about the application.",
        rules: &[],
    },
    Message {
        codes: &[],
        texts: &[
            "PyO3 modules do not yet support subinterpreters",
            "PyO3 modules may only be initialized once per interpreter process",
            "Interpreter change detected",
            "cannot load module more than once per process",
        ],
        means: "A module can be loaded by one interpreter of a process alone, and this application runs in another one.",
        remedy: "Give the application a process group of its own, and `application-group=%{GLOBAL}`.",
        rules: &["WD613"],
    },
    Message {
        codes: &[],
        texts: &["Daemon process request time limit exceeded, stopping process '{group}'"],
        means: "Requests took longer on average than `request-timeout=` allows: the process is restarted.",
        remedy: "Find the slow request; the log shows where each thread was.",
        rules: &[],
    },
    Message {
        codes: &[],
        texts: &["Daemon process deadlock timer expired, stopping process '{group}'"],
        means: "Python did not give its lock free for `deadlock-timeout=` seconds: the process is restarted.",
        remedy: "Look for a module written in C; many of them need `application-group=%{GLOBAL}`.",
        rules: &[],
    },
    Message {
        codes: &[],
        texts: &["Maximum requests reached, * '{group}'"],
        means: "The process has answered `maximum-requests=` requests, and is restarted.",
        remedy: "Raise the number where that happens often.",
        rules: &["WD412"],
    },
    Message {
        codes: &[],
        texts: &["exit signal Segmentation fault (11)"],
        means: "A process of Apache crashed. With mod_wsgi that is most often a hook script in a process without Python, or a \
            module written in C.",
        remedy: "See whether the request came to a `WSGIAccessScript` or an authentication script in a `.htaccess`.",
        rules: &["WD310", "WD503", "WD550"],
    },
    Message {
        codes: &[],
        texts: &[
            "(filesystem path '{script}') because search permissions are missing on a component of the path",
            "search permissions are missing on a component of the path",
        ],
        means: "Apache may not enter a directory on the way to the file: the answer is a 403.",
        remedy: "Give Apache's user the right to enter it, or move the file.",
        rules: &["WD611"],
    },
    Message {
        codes: &[],
        texts: &["client denied by server configuration"],
        means: "No `Require` lets this request through: the answer is a 403.",
        remedy: "If the application is for everybody, write `Require all granted` into a `<Directory>` for the directory of its script.",
        rules: &["WD311"],
    },
    Message {
        codes: &[],
        texts: &["Name duplicates previous WSGI daemon definition"],
        means: "Two `WSGIDaemonProcess` have one name: httpd does not start. Copies of a virtual host for TLS are the usual cause.",
        remedy: "Keep one of them, in the main server.",
        rules: &["WD203"],
    },
    Message {
        codes: &[],
        texts: &["WSGI process group not yet configured"],
        means: "A line names a process group that is defined further down: httpd does not start.",
        remedy: "Move the definition in front of it.",
        rules: &["WD208"],
    },
    Message {
        codes: &[],
        texts: &["WSGI* cannot occur within *", "WSGI* not allowed in *"],
        means: "A directive for the whole server stands in a virtual host or a section: httpd does not start.",
        remedy: "Move it to the main server.",
        rules: &["WD303"],
    },
    Message {
        codes: &[],
        texts: &[
            ".htaccess: WSGI* not allowed here",
            ".htaccess: WSGI* not allowed in *",
            ".htaccess: WSGI* cannot occur within *",
            ".htaccess: Invalid command 'WSGI*",
        ],
        means: "A `.htaccess` has a directive that may not stand there, or that httpd does not know: every request for what is \
            below its directory gets a 500.",
        remedy: "Take the line out of the `.htaccess`, or correct it. What may stand there depends on `AllowOverride`.",
        rules: &["WD312"],
    },
    Message {
        codes: &[],
        texts: &["Invalid command 'WSGI*"],
        means: "httpd does not know the directive: it is misspelt, mod_wsgi is not loaded, or its version does not have it.",
        remedy: "See which of the three it is.",
        rules: &["WD302", "WD403"],
    },
    Message {
        codes: &[],
        texts: &["Invalid option to WSGI daemon process definition"],
        means: "mod_wsgi does not know an option of a `WSGIDaemonProcess`, or this version does not: httpd does not start.",
        remedy: "Options are written small; compare with the version that is loaded.",
        rules: &["WD401", "WD403"],
    },
    Message {
        codes: &[],
        texts: &["The mod_python module can not be used in conjunction with mod_wsgi"],
        means: "Beside mod_python, mod_wsgi refuses to start.",
        remedy: "Unload mod_python.",
        rules: &["WD551"],
    },
];
