using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Detections.Benchmarks;

/// <summary>Events in memory, each the bytes of one JSON document.</summary>
internal static class EventSet
{
    /// <summary>
    /// Events of the generator named by EVENT_GENERATOR, a script that Python runs; where there is none, events of this program's own.
    /// </summary>
    public static ReadOnlyMemory<byte>[] Generate(int count)
    {
        var script =
            Environment.GetEnvironmentVariable("EVENT_GENERATOR")
            ?? Path.Combine("..", "shared", "tools", "gen_events.py");
        if (!File.Exists(script))
        {
            Console.WriteLine($"There is no generator of events at {Path.GetFullPath(script)}: simpler ones are used");
            return Synthesize(Math.Min(count, 20_000));
        }

        var file = Path.GetTempFileName();
        try
        {
            string[] arguments = [script, "-n", count.ToString(CultureInfo.InvariantCulture), "-o", file];
            using var process = Process.Start(new ProcessStartInfo("python3", arguments) { UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0
                ? Load(file)
                : throw new InvalidOperationException($"{script} ended with {process.ExitCode}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The lines of an NDJSON file, out of their envelopes.</summary>
    public static ReadOnlyMemory<byte>[] Load(string path)
    {
        var events = new List<ReadOnlyMemory<byte>>();
        ReadOnlyMemory<byte> rest = File.ReadAllBytes(path);
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.IsEmpty)
            {
                events.Add(SourceOf(line));
            }
        }

        return [.. events];
    }

    /// <summary>Writes an event a line.</summary>
    public static void Save(ReadOnlyMemory<byte>[] events, string path)
    {
        using var file = File.Create(path);
        foreach (var source in events)
        {
            file.Write(source.Span);
            file.WriteByte((byte)'\n');
        }
    }

    private static ReadOnlyMemory<byte> SourceOf(ReadOnlyMemory<byte> line)
    {
        var key = line.Span.StartsWith("{\"_index\""u8) ? line.Span.IndexOf("\"_source\":"u8) : -1;
        return key < 0 ? line : line[(key + "\"_source\":".Length)..^1];
    }

    /// <summary>Process, file and network events of the usual size, one in 5,000 of them a match.</summary>
    public static ReadOnlyMemory<byte>[] Synthesize(int count)
    {
        var events = new ReadOnlyMemory<byte>[count];
        for (var index = 0; index < count; index++)
        {
            events[index] = Encoding.UTF8.GetBytes(Synthesize(index, isMatch: index % 5000 == 2500));
        }

        return events;
    }

    private static string Synthesize(int index, bool isMatch)
    {
        var number = index.ToString(CultureInfo.InvariantCulture);
        var category =
            isMatch || index % 2 == 0 ? "process"
            : index % 4 == 1 ? "file"
            : "network";
        var type = isMatch || index % 3 != 0 ? "start" : "end";
        var parent = isMatch || index % 1000 == 100 ? "UMService.exe" : "services.exe";
        var child = index % 1000 == 100 ? "WerFault.exe" : "cmd.exe";
        var hash = new string("0123456789abcdef"[index % 16], 64);
        return $$$"""
            {"@timestamp":"2024-01-01T00:00:00.000Z","agent":{"id":"{{{hash}}}","type":"endpoint","version":"8.15.0"},
            "data_stream":{"dataset":"endpoint.events.{{{category}}}","namespace":"default","type":"logs"},
            "ecs":{"version":"8.10.0"},"elastic":{"agent":{"id":"{{{hash}}}"}},
            "event":{"action":"{{{type}}}","category":["{{{category}}}"],"created":"2024-01-01T00:00:00.000Z","dataset":"endpoint.events",
            "id":"{{{hash}}}","ingested":"2024-01-01T00:00:01Z","kind":"event","module":"endpoint","sequence":{{{number}}},"type":["{{{type}}}"]},
            "host":{"architecture":"x86_64","hostname":"host-{{{number}}}","id":"{{{hash}}}","ip":["10.0.0.1","fe80::1","127.0.0.1"],
            "mac":["00-50-56-00-00-01"],"name":"host-{{{number}}}","os":{"family":"windows","full":"Windows Server 2019 Datacenter",
            "kernel":"1809 (10.0.17763.5329)","name":"Windows","platform":"windows","type":"windows","version":"1809"}},
            "message":"Endpoint {{{category}}} event: started C:\\Windows\\System32\\{{{child}}} on host-{{{number}}} by NT AUTHORITY\\SYSTEM",
            "process":{"Ext":{"ancestry":["{{{hash}}}","{{{hash}}}","{{{hash}}}"],"code_signature":[{"exists":true,"status":"trusted",
            "subject_name":"Microsoft Windows","trusted":true}],"token":{"elevation":true,"integrity_level_name":"system"}},
            "args":["C:\\Windows\\System32\\{{{child}}}","/c","whoami","/all"],"args_count":4,
            "command_line":"\"C:\\Windows\\System32\\{{{child}}}\" /c whoami /all","entity_id":"{{{hash}}}",
            "executable":"C:\\Windows\\System32\\{{{child}}}","hash":{"md5":"{{{hash}}}","sha1":"{{{hash}}}","sha256":"{{{hash}}}"},
            "name":"{{{child}}}","parent":{"args":["C:\\Windows\\System32\\{{{parent}}}"],"args_count":1,
            "code_signature":{"exists":true,"status":"trusted","subject_name":"Microsoft Corporation","trusted":true},
            "command_line":"C:\\Windows\\System32\\{{{parent}}}","entity_id":"{{{hash}}}",
            "executable":"C:\\Windows\\System32\\{{{parent}}}","name":"{{{parent}}}","pid":644},
            "pe":{"original_file_name":"{{{child}}}"},"pid":{{{number}}},"working_directory":"C:\\Windows\\System32\\"},
            "user":{"domain":"NT AUTHORITY","id":"S-1-5-18","name":"SYSTEM"}}
            """;
    }
}
