namespace Detections.Eql.Types;

/// <summary>
/// The types of the fields of the Elastic Common Schema, built from the groups that it reuses in many places. See
/// https://www.elastic.co/docs/reference/ecs/ecs-field-reference
/// </summary>
internal static class EcsTypes
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

    public static IReadOnlyDictionary<string, FieldType> All { get; } = Build();

    private static Dictionary<string, FieldType> Build()
    {
        var types = new Dictionary<string, FieldType>();
        AddBase();
        foreach (var side in (string[])["client.", "destination.", "server.", "source."])
        {
            Add("ip", side, "ip nat.ip");
            Add("long", side, "port nat.port bytes packets as.number");
            Add(
                "keyword",
                side,
                "address domain mac registered_domain subdomain top_level_domain as.organization.name"
            );
            AddUser(side + "user.");
            AddGeo(side + "geo.");
        }

        foreach (var nesting in ProcessNestings)
        {
            AddProcess($"process.{nesting}");
        }

        AddFile("file.");
        Add("keyword", "dll.", "name path");
        AddBinary("dll.");
        foreach (var prefix in (string[])["user.", "user.changes.", "user.effective.", "user.target."])
        {
            AddUser(prefix);
        }

        foreach (var side in (string[])["tls.client.", "tls.server."])
        {
            Add("date", side, "not_after not_before x509.not_after x509.not_before");
            Add("keyword", side, "ja3 ja3s issuer subject server_name hash.md5 hash.sha1 hash.sha256");
        }

        foreach (var indicator in (string[])["threat.indicator.", "threat.enrichments.indicator."])
        {
            Add("ip", indicator, "ip");
            Add("date", indicator, "first_seen last_seen modified_at x509.not_after x509.not_before");
            Add("long", indicator, "port scanner_stats sightings");
            Add("keyword", indicator, "type name provider confidence description");
            AddFile($"{indicator}file.");
        }

        return types;

        void AddBase()
        {
            Add("date", "", "@timestamp event.created event.start event.end event.ingested package.installed");
            Add("date", "", "email.delivery_timestamp email.origination_timestamp threat.enrichments.matched.occurred");
            Add(
                "ip",
                "",
                "host.ip observer.ip network.forwarded_ip related.ip dns.resolved_ip orchestrator.resource.ip"
            );
            Add("keyword", "event.", "action agent_id_status category code dataset hash id kind module outcome");
            Add("keyword", "event.", "provider reason reference timezone type url");
            Add("long", "event.", "duration sequence severity");
            Add("float", "event.", "risk_score risk_score_norm");
            Add("keyword", "", "tags ecs.version agent.id agent.name agent.type agent.version agent.ephemeral_id");
            Add(
                "keyword",
                "host.",
                "architecture domain hostname id mac name type os.family os.full os.kernel os.name"
            );
            Add("keyword", "host.", "os.platform os.type os.version");
            Add("long", "host.", "uptime");
            Add("keyword", "network.", "application community_id direction iana_number name protocol transport type");
            Add("long", "network.", "bytes packets");
            Add("keyword", "dns.", "id op_code response_code type header_flags question.class question.name");
            Add(
                "keyword",
                "dns.",
                "question.registered_domain question.subdomain question.type answers.name answers.type"
            );
            Add("long", "dns.", "answers.ttl");
            Add("keyword", "registry.", "data.type hive key path value");
            Add("wildcard", "registry.", "data.strings");
            Add("keyword", "url.", "domain extension fragment password query registered_domain scheme subdomain");
            Add("keyword", "url.", "top_level_domain username");
            Add("wildcard", "url.", "full original path");
            Add("long", "url.", "port");
            Add("keyword", "http.", "request.id request.method request.mime_type request.referrer version");
            Add(
                "long",
                "http.",
                "request.bytes request.body.bytes response.bytes response.body.bytes response.status_code"
            );
            Add(
                "keyword",
                "cloud.",
                "account.id account.name instance.id provider region service.name availability_zone"
            );
            Add("keyword", "container.", "id name runtime image.name image.tag security_context.privileged_name");
            Add(
                "keyword",
                "",
                "user_agent.name user_agent.original user_agent.version rule.id rule.name rule.category"
            );
            Add("keyword", "", "group.id group.name group.domain log.level related.user related.hash related.hosts");
            Add("constant_keyword", "", "data_stream.type data_stream.dataset data_stream.namespace");
        }

        void AddProcess(string prefix)
        {
            Add("ip", prefix, "entry_meta.source.ip");
            Add("date", prefix, "start end");
            Add("long", prefix, "pid ppid pgid vpid args_count exit_code uptime thread.id");
            Add("boolean", prefix, "interactive same_as_process");
            Add("keyword", prefix, "args entity_id executable name title working_directory entry_meta.type env_vars");
            Add("wildcard", prefix, "command_line");
            AddBinary(prefix);
            AddUser(prefix + "user.");
        }

        void AddFile(string prefix)
        {
            Add("date", prefix, "accessed created ctime mtime x509.not_after x509.not_before");
            Add("long", prefix, "size");
            Add("keyword", prefix, "attributes device directory drive_letter extension fork_name gid group inode");
            Add("keyword", prefix, "mime_type mode name owner path target_path type uid");
            AddBinary(prefix);
        }

        void AddBinary(string prefix)
        {
            Add("keyword", prefix, "hash.md5 hash.sha1 hash.sha256 hash.sha384 hash.sha512 hash.ssdeep hash.tlsh");
            Add("boolean", prefix, "code_signature.exists code_signature.trusted code_signature.valid");
            Add("keyword", prefix, "code_signature.subject_name code_signature.status code_signature.signing_id");
            Add("keyword", prefix, "code_signature.team_id code_signature.digest_algorithm");
            Add("date", prefix, "code_signature.timestamp elf.creation_date");
            Add("keyword", prefix, "pe.architecture pe.company pe.description pe.file_version pe.imphash pe.product");
            Add("keyword", prefix, "pe.original_file_name");
        }

        void AddUser(string prefix) =>
            Add("keyword", prefix, "domain email full_name hash id name roles group.id group.name group.domain");

        void AddGeo(string prefix) =>
            Add("keyword", prefix, "city_name continent_code continent_name country_iso_code country_name region_name");

        void Add(string type, string prefix, string fields)
        {
            foreach (var field in fields.Split(' '))
            {
                types[prefix + field] = new FieldType(type);
            }
        }
    }
}
