using System.Globalization;
using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>Ten rules of the usual kinds, again and again with other names and patterns, so that nothing but their number grows.</summary>
internal static class ReplicatedRules
{
    private static readonly string[] Templates =
    [
        """process where host.os.type == "windows" and event.type == "start" and process.name : ("tool#.exe", "kit#.exe") and process.args : ("-x#", "/y#*")""",
        """process where event.type == "start" and process.parent.name : "parent#.exe" and not process.executable : ("?:\\Program Files\\vendor#\\*.exe", "?:\\Windows\\System32\\ok#.exe")""",
        """process where event.type == "start" and process.command_line : ("*secret-word#*", "* -enc#rypted *") and process.name : ("powershell.exe", "pwsh.exe")""",
        """process where event.type == "start" and process.pe.original_file_name == "Original#.EXE" and not process.name : "original#.exe" """,
        """file where event.type != "deletion" and file.path : ("?:\\Users\\*\\AppData\\drop#\\*.exe", "?:\\ProgramData\\stage#\\*") and not process.executable : "?:\\Windows\\System32\\install#.exe" """,
        """file where event.action == "creation" and file.extension : "x#" and file.name : ("payload#*", "*.loader#")""",
        """registry where event.type == "change" and registry.path : ("HKLM\\SOFTWARE\\Run#\\*", "*\\CurrentVersion\\Key#") and registry.data.strings : ("*evil#.dll*", "*bad#.exe*")""",
        """network where event.action == "connection_attempted" and process.name : "beacon#.exe" and destination.port == # and not cidrmatch(destination.ip, "10.0.0.0/8", "127.0.0.0/8")""",
        """process where event.type == "start" and process.code_signature.trusted == false and process.executable : "?:\\Users\\Public\\any#*.exe" """,
        """any where event.category in ("process", "file") and user.name : ("svc-#", "adm-#") and process.working_directory : "?:\\temp\\w#\\*" """,
    ];

    public static EqlQuery[] Create(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(number =>
                    EqlQuery.Parse(
                        Templates[number % Templates.Length]
                            .Replace(
                                "#",
                                (1 + (number / Templates.Length)).ToString(CultureInfo.InvariantCulture),
                                StringComparison.Ordinal
                            )
                    )
                ),
        ];
}
