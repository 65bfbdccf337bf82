using System.Collections.Frozen;

namespace Detections.Eql.Compilation;

/// <summary>
/// The types of those fields of the Elastic Common Schema that Elasticsearch compares neither as text nor as numbers: addresses and
/// dates, since no field of the schema is a version. See https://www.elastic.co/docs/reference/ecs/ecs-field-reference
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
        Add("ip", "", "host.ip observer.ip network.forwarded_ip related.ip dns.resolved_ip orchestrator.resource.ip");
        foreach (var side in (string[])["client.", "destination.", "server.", "source."])
        {
            Add("ip", side, "ip nat.ip");
        }

        Add("date", "", "@timestamp event.created event.start event.end event.ingested");
        Add(
            "date",
            "",
            "package.installed email.delivery_timestamp email.origination_timestamp threat.enrichments.matched.occurred"
        );
        foreach (var nesting in ProcessNestings)
        {
            Add("ip", $"process.{nesting}", "entry_meta.source.ip");
            Add("date", $"process.{nesting}", "start end code_signature.timestamp elf.creation_date");
        }

        Add("date", "dll.", "code_signature.timestamp");
        AddFile("file.");
        foreach (var side in (string[])["tls.client.", "tls.server."])
        {
            Add("date", side, "not_after not_before x509.not_after x509.not_before");
        }

        foreach (var indicator in (string[])["threat.indicator.", "threat.enrichments.indicator."])
        {
            Add("ip", indicator, "ip");
            Add("date", indicator, "first_seen last_seen modified_at x509.not_after x509.not_before");
            AddFile($"{indicator}file.");
        }

        return types;

        void AddFile(string prefix) =>
            Add(
                "date",
                prefix,
                "accessed created ctime mtime code_signature.timestamp elf.creation_date x509.not_after x509.not_before"
            );

        void Add(string type, string prefix, string fields)
        {
            foreach (var field in fields.Split(' '))
            {
                types[prefix + field] = type;
            }
        }
    }
}
