using System.Globalization;
using System.Text.Json.Nodes;

namespace Detections.Commands.Demo;

/// <summary>Windows telemetry of a small network, as Elastic Defend and Winlogbeat with Sysmon write it. Made up, and the same every time.</summary>
internal sealed class DemoTelemetry(Random random)
{
    public const string DefendProcesses = "logs-endpoint.events.process-default";
    public const string DefendNetwork = "logs-endpoint.events.network-default";
    public const string Winlogbeat = "winlogbeat-8.19.0";
    public const string WindowsIntegration = "logs-windows.sysmon_operational-default";

    private const string System32 = @"C:\Windows\System32\";
    private const string ExchangeBin = @"C:\Program Files\Microsoft\Exchange Server\V15\Bin\";

    private static readonly string[] Hosts =
    [
        "EXCH01",
        "EXCH02",
        "DC01",
        "SQL01",
        "WKS007",
        "WKS012",
        "WKS023",
        "WKS031",
    ];
    private static readonly string[] Users = ["SYSTEM", "anna", "ben", "carla", "dmitri"];

    private static readonly DemoProcess[] Programs =
    [
        new(System32 + "svchost.exe", "-k netsvcs -p -s Schedule"),
        new(System32 + "conhost.exe", "0xffffffff -ForceV1"),
        new(System32 + "taskhostw.exe"),
        new(System32 + "cmd.exe", "/c C:\\Ops\\backup.cmd"),
        new(System32 + @"WindowsPowerShell\v1.0\powershell.exe", "-NoProfile -File C:\\Ops\\Inventory.ps1"),
        new(System32 + @"inetsrv\w3wp.exe", "-ap MSExchangeOWAAppPool"),
        new(@"C:\Program Files\Google\Chrome\Application\chrome.exe", "--type=renderer"),
        new(@"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE", "/n"),
    ];

    private static readonly DemoProcess[] Parents =
    [
        new(System32 + "services.exe"),
        new(@"C:\Windows\explorer.exe"),
        new(System32 + "svchost.exe", "-k DcomLaunch -p"),
    ];

    private static readonly DemoProcess UmService = new(ExchangeBin + "UMService.exe");
    private static readonly DemoProcess UmWorker = new(
        ExchangeBin + "UMWorkerProcess.exe",
        "-startkey:Global\\MSExchangeUM"
    );

    /// <summary>What an ordinary moment in the network looks like.</summary>
    public DemoEvent Ordinary(DateTimeOffset time)
    {
        var host = Pick(Hosts);
        return random.Next(10) switch
        {
            < 5 => Defend(time, host, "start", Pick(Programs), Pick(Parents), Pick(Users)),
            < 7 => Defend(time, host, "end", Pick(Programs), Pick(Parents), Pick(Users)),
            7 => Connection(time, host),
            8 => Sysmon(Winlogbeat, time, host, "start", Pick(Programs), Pick(Parents)),
            _ => Sysmon(WindowsIntegration, time, host, "start", Pick(Programs), Pick(Parents)),
        };
    }

    /// <summary>The exploited Unified Messaging service opens a shell.</summary>
    public DemoEvent Attack(DateTimeOffset time) =>
        Defend(time, "EXCH01", "start", new(System32 + "cmd.exe", "/c whoami /all"), UmWorker, "SYSTEM");

    /// <summary>The same on a server that only Winlogbeat watches.</summary>
    public DemoEvent AttackSeenByWinlogbeat(DateTimeOffset time) =>
        Sysmon(
            Winlogbeat,
            time,
            "EXCH02",
            "start",
            new(System32 + @"WindowsPowerShell\v1.0\powershell.exe", "-nop -w hidden -enc SQBFAFgA"),
            UmService
        );

    /// <summary>What looks like the attack and is not: crash reporting, the service's own worker, an end, another parent.</summary>
    public IEnumerable<DemoEvent> NearMisses(DateTimeOffset time)
    {
        yield return Defend(time, "EXCH01", "start", new(System32 + "WerFault.exe", "-u -p 4711"), UmWorker, "SYSTEM");
        yield return Sysmon(
            Winlogbeat,
            time,
            "EXCH02",
            "start",
            new(@"d:\windows\system32\wermgr.exe", "-upload"),
            UmService
        );
        yield return Defend(time, "EXCH02", "start", UmWorker, UmService, "SYSTEM");
        yield return Defend(time, "EXCH01", "end", new(System32 + "cmd.exe", "/c whoami /all"), UmWorker, "SYSTEM");
        yield return Defend(
            time,
            "EXCH01",
            "start",
            new(System32 + "cmd.exe", "/c dir"),
            new(ExchangeBin + "UMServiceX.exe"),
            "SYSTEM"
        );
    }

    private DemoEvent Defend(
        DateTimeOffset time,
        string host,
        string type,
        DemoProcess process,
        DemoProcess parent,
        string user
    ) =>
        new(
            DefendProcesses,
            new()
            {
                ["@timestamp"] = Text(time),
                ["agent"] = new JsonObject { ["type"] = "endpoint", ["version"] = "9.1.0" },
                ["data_stream"] = Stream("endpoint.events.process"),
                ["ecs"] = new JsonObject { ["version"] = "8.10.0" },
                ["event"] = Event(time, type, ["process"], [type], "endpoint", "endpoint.events.process"),
                ["host"] = Host(host),
                ["message"] = "Endpoint process event",
                ["process"] = Process(process, parent),
                ["user"] = new JsonObject { ["domain"] = "CORP", ["name"] = user },
            }
        );

    private DemoEvent Connection(DateTimeOffset time, string host) =>
        new(
            DefendNetwork,
            new()
            {
                ["@timestamp"] = Text(time),
                ["agent"] = new JsonObject { ["type"] = "endpoint", ["version"] = "9.1.0" },
                ["data_stream"] = Stream("endpoint.events.network"),
                ["ecs"] = new JsonObject { ["version"] = "8.10.0" },
                ["event"] = Event(
                    time,
                    "connection_attempted",
                    ["network"],
                    ["start"],
                    "endpoint",
                    "endpoint.events.network"
                ),
                ["host"] = Host(host),
                ["destination"] = new JsonObject { ["ip"] = $"192.0.2.{random.Next(1, 255)}", ["port"] = 443 },
                ["process"] = new JsonObject { ["name"] = "chrome.exe", ["pid"] = random.Next(1000, 30000) },
            }
        );

    private DemoEvent Sysmon(
        string dataStream,
        DateTimeOffset time,
        string host,
        string type,
        DemoProcess process,
        DemoProcess parent
    ) =>
        new(
            dataStream,
            new()
            {
                ["@timestamp"] = Text(time),
                ["agent"] = new JsonObject { ["type"] = "winlogbeat", ["version"] = "8.19.0" },
                ["event"] = Event(
                    time,
                    "Process Create (rule: ProcessCreate)",
                    ["process"],
                    [type],
                    "sysmon",
                    "sysmon"
                ),
                ["host"] = Host(host),
                ["message"] = $"Process Create:\nImage: {process.Executable}\nParentImage: {parent.Executable}",
                ["process"] = Process(process, parent),
                ["user"] = new JsonObject { ["domain"] = "NT AUTHORITY", ["name"] = "SYSTEM" },
                ["winlog"] = new JsonObject
                {
                    ["channel"] = "Microsoft-Windows-Sysmon/Operational",
                    ["event_id"] = "1",
                    ["event_data"] = new JsonObject { ["IntegrityLevel"] = "System", ["LogonId"] = "0x3e7" },
                },
            }
        );

    private JsonObject Process(DemoProcess process, DemoProcess parent) =>
        new()
        {
            ["command_line"] = process.CommandLine,
            ["entity_id"] = Guid(random),
            ["executable"] = process.Executable,
            ["name"] = process.Name,
            ["pid"] = random.Next(1000, 30000),
            ["parent"] = new JsonObject
            {
                ["command_line"] = parent.CommandLine,
                ["executable"] = parent.Executable,
                ["name"] = parent.Name,
                ["pid"] = random.Next(1000, 30000),
            },
        };

    private JsonObject Event(
        DateTimeOffset time,
        string action,
        string[] category,
        string[] type,
        string module,
        string dataset
    ) =>
        new()
        {
            ["action"] = action,
            ["category"] = Array(category),
            ["created"] = Text(time),
            ["dataset"] = dataset,
            ["id"] = Guid(random),
            ["ingested"] = Text(time),
            ["kind"] = "event",
            ["module"] = module,
            ["type"] = Array(type),
        };

    private static JsonObject Stream(string dataset) =>
        new()
        {
            ["dataset"] = dataset,
            ["namespace"] = "default",
            ["type"] = "logs",
        };

    private static JsonObject Host(string name) =>
        new()
        {
            ["name"] = name,
            ["os"] = new JsonObject { ["type"] = "windows", ["family"] = "windows" },
        };

    private static JsonArray Array(string[] texts) => [.. texts.Select(t => JsonValue.Create(t))];

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Guid(Random random)
    {
        Span<byte> bytes = stackalloc byte[12];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
