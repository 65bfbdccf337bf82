using System.Collections.Frozen;

namespace Detections.Eql.Compilation;

/// <summary>
/// The types of those fields of the Elastic Common Schema that Elasticsearch compares by something else than their text or number:
/// https://www.elastic.co/docs/reference/ecs/ecs-field-reference
/// </summary>
internal static class FieldTypes
{
    private static readonly string[] ProcessNestings =
    [
        "",
        "parent.",
        "parent.group_leader.",
        "group_leader.",
        "session_leader.",
        "session_leader.parent.",
        "session_leader.parent.session_leader.",
        "entry_leader.",
        "entry_leader.parent.",
        "entry_leader.parent.session_leader.",
        "previous.",
        "responsible.",
    ];

    private static readonly FrozenDictionary<string, string> Types = Build().ToFrozenDictionary();

    /// <summary>The name of the type (<c>ip</c>, <c>date</c>), or null if text and number will do.</summary>
    public static string? Of(string field) => Types.GetValueOrDefault(field);

    private static Dictionary<string, string> Build()
    {
        var types = new Dictionary<string, string>();
        Add(
            "ip",
            "client.ip client.nat.ip destination.ip destination.nat.ip server.ip server.nat.ip source.ip source.nat.ip"
        );
        Add("ip", "host.ip observer.ip network.forwarded_ip related.ip dns.resolved_ip");
        Add("ip", "threat.indicator.ip threat.enrichments.indicator.ip process.entry_leader.entry_meta.source.ip");
        Add(
            "date",
            "@timestamp event.created event.start event.end event.ingested file.accessed file.created file.ctime file.mtime"
        );
        Add("date", "dll.code_signature.timestamp file.code_signature.timestamp process.code_signature.timestamp");
        Add(
            "date",
            "process.parent.code_signature.timestamp package.installed volume.created vulnerability.published_date"
        );
        Add("date", "tls.client.not_after tls.client.not_before tls.server.not_after tls.server.not_before");
        Add(
            "date",
            "dll.pe.compile_time file.pe.compile_time x509.not_after x509.not_before file.x509.not_after file.x509.not_before"
        );
        Add(
            "date",
            "tls.client.x509.not_after tls.client.x509.not_before tls.server.x509.not_after tls.server.x509.not_before"
        );
        Add("date", "dll.pe.creation_date file.elf.creation_date process.elf.creation_date");
        foreach (var indicator in (string[])["threat.indicator.", "threat.enrichments.indicator."])
        {
            Add("date", $"{indicator}first_seen {indicator}last_seen {indicator}modified_at");
            Add(
                "date",
                $"{indicator}file.accessed {indicator}file.created {indicator}file.ctime {indicator}file.mtime"
            );
            Add("date", $"{indicator}x509.not_after {indicator}x509.not_before");
        }

        foreach (var nesting in ProcessNestings)
            Add("date", $"process.{nesting}start process.{nesting}end");
        return types;

        void Add(string type, string fields)
        {
            foreach (var field in fields.Split(' '))
                types[field] = type;
        }
    }
}
