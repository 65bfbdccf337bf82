namespace Detections.Alerts;

/// <summary>The fields an analyst can search alerts by. All others are kept in the document and can be read there.</summary>
internal static class AlertFields
{
    public static readonly (FieldKind Kind, string Paths)[] ByKind =
    [
        .. Alert,
        .. Event,
        .. Host,
        .. Process,
        .. Network,
        .. Windows,
    ];

    private static (FieldKind Kind, string Paths)[] Alert =>
        [
            (FieldKind.Searched, "kibana.alert.reason kibana.alert.rule.description"),
            (FieldKind.Flattened, "kibana.alert.rule.parameters"),
            (FieldKind.Text, "kibana.alert.detections.source_note"),
            (
                FieldKind.Keyword,
                """
                kibana.version kibana.space_ids kibana.alert.uuid kibana.alert.status kibana.alert.severity
                kibana.alert.workflow_status kibana.alert.workflow_tags kibana.alert.workflow_assignee_ids
                kibana.alert.workflow_user kibana.alert.workflow_reason kibana.alert.case_ids
                kibana.alert.building_block_type kibana.alert.instance.id kibana.alert.group.id
                kibana.alert.suppression.terms.field kibana.alert.suppression.terms.value
                kibana.alert.detections.source_omitted kibana.alert.detections.late
                kibana.alert.ancestors.id kibana.alert.ancestors.type kibana.alert.ancestors.index
                kibana.alert.ancestors.rule
                kibana.alert.original_data_stream.type kibana.alert.original_data_stream.dataset
                kibana.alert.original_data_stream.namespace
                kibana.alert.original_event.action kibana.alert.original_event.agent_id_status
                kibana.alert.original_event.category kibana.alert.original_event.code
                kibana.alert.original_event.dataset kibana.alert.original_event.hash
                kibana.alert.original_event.id kibana.alert.original_event.kind kibana.alert.original_event.module
                kibana.alert.original_event.outcome kibana.alert.original_event.provider
                kibana.alert.original_event.reason kibana.alert.original_event.reference
                kibana.alert.original_event.timezone kibana.alert.original_event.type kibana.alert.original_event.url
                kibana.alert.rule.uuid kibana.alert.rule.rule_id kibana.alert.rule.name kibana.alert.rule.category
                kibana.alert.rule.rule_type_id kibana.alert.rule.producer kibana.alert.rule.consumer
                kibana.alert.rule.type kibana.alert.rule.version kibana.alert.rule.severity kibana.alert.rule.indices
                kibana.alert.rule.author kibana.alert.rule.created_by kibana.alert.rule.updated_by
                kibana.alert.rule.enabled kibana.alert.rule.from kibana.alert.rule.to kibana.alert.rule.interval
                kibana.alert.rule.license kibana.alert.rule.references kibana.alert.rule.rule_name_override
                kibana.alert.rule.tags kibana.alert.rule.false_positives kibana.alert.rule.immutable
                kibana.alert.rule.timestamp_override kibana.alert.rule.building_block_type
                kibana.alert.rule.timeline_id kibana.alert.rule.timeline_title
                kibana.alert.rule.execution.uuid kibana.alert.rule.execution.type
                kibana.alert.rule.threat.framework
                kibana.alert.rule.threat.tactic.id kibana.alert.rule.threat.tactic.name
                kibana.alert.rule.threat.tactic.reference
                kibana.alert.rule.threat.technique.id kibana.alert.rule.threat.technique.name
                kibana.alert.rule.threat.technique.reference
                kibana.alert.rule.threat.technique.subtechnique.id
                kibana.alert.rule.threat.technique.subtechnique.name
                kibana.alert.rule.threat.technique.subtechnique.reference
                """
            ),
            (
                FieldKind.Date,
                """
                @timestamp kibana.alert.start kibana.alert.last_detected kibana.alert.intended_timestamp
                kibana.alert.original_time kibana.alert.workflow_status_updated_at
                kibana.alert.suppression.start kibana.alert.suppression.end
                kibana.alert.original_event.created kibana.alert.original_event.start kibana.alert.original_event.end
                kibana.alert.original_event.ingested
                kibana.alert.rule.created_at kibana.alert.rule.updated_at kibana.alert.rule.execution.timestamp
                """
            ),
            (
                FieldKind.Long,
                """
                kibana.alert.depth kibana.alert.ancestors.depth kibana.alert.group.index
                kibana.alert.rule.revision kibana.alert.rule.max_signals
                kibana.alert.original_event.duration kibana.alert.original_event.sequence
                kibana.alert.original_event.severity
                kibana.alert.suppression.docs_count
                kibana.alert.detections.created kibana.alert.detections.queued
                """
            ),
            (
                FieldKind.Float,
                """
                kibana.alert.risk_score kibana.alert.rule.risk_score
                kibana.alert.original_event.risk_score kibana.alert.original_event.risk_score_norm
                """
            ),
            (
                FieldKind.Stored,
                """
                kibana.alert.url kibana.alert.original_event.original
                kibana.alert.rule.note kibana.alert.rule.setup
                """
            ),
        ];

    private static (FieldKind Kind, string Paths)[] Event =>
        [
            (FieldKind.Text, "message error.message"),
            (FieldKind.Stored, "event.original"),
            (
                FieldKind.Keyword,
                """
                tags ecs.version
                event.action event.agent_id_status event.category event.code event.dataset event.hash event.id
                event.kind event.module event.outcome event.provider event.reason event.reference event.timezone
                event.type event.url
                data_stream.type data_stream.dataset data_stream.namespace
                rule.author rule.category rule.description rule.id rule.license rule.name rule.reference
                rule.ruleset rule.uuid rule.version
                related.hash related.hosts related.user
                threat.framework threat.group.id threat.group.name threat.indicator.type threat.indicator.name
                threat.software.id threat.software.name
                threat.tactic.id threat.tactic.name threat.tactic.reference
                threat.technique.id threat.technique.name threat.technique.reference
                threat.technique.subtechnique.id threat.technique.subtechnique.name
                threat.technique.subtechnique.reference
                """
            ),
            (FieldKind.Ip, "related.ip"),
            (FieldKind.Date, "event.created event.start event.end event.ingested"),
            (FieldKind.Long, "event.duration event.sequence event.severity"),
            (FieldKind.Float, "event.risk_score event.risk_score_norm"),
        ];

    private static (FieldKind Kind, string Paths)[] Host =>
        [
            (
                FieldKind.Keyword,
                """
                agent.build.original agent.ephemeral_id agent.id agent.name agent.type agent.version
                observer.hostname observer.name observer.product observer.type observer.vendor
                host.architecture host.domain host.hostname host.id host.mac host.name host.type
                host.os.family host.os.full host.os.kernel host.os.name host.os.platform host.os.type host.os.version
                host.risk.calculated_level host.asset.criticality
                user.domain user.email user.full_name user.hash user.id user.name user.roles
                user.group.domain user.group.id user.group.name user.target.domain user.target.id user.target.name
                user.effective.domain user.effective.id user.effective.name user.changes.name
                user.risk.calculated_level user.asset.criticality
                group.domain group.id group.name
                cloud.account.id cloud.account.name cloud.instance.id cloud.instance.name cloud.project.id
                cloud.provider cloud.region cloud.service.name
                container.id container.image.name container.name
                orchestrator.cluster.name orchestrator.namespace orchestrator.resource.name
                orchestrator.resource.type orchestrator.type
                organization.id organization.name service.name service.type service.version
                """
            ),
            (FieldKind.Ip, "host.ip observer.ip"),
            (FieldKind.Float, "host.risk.calculated_score_norm user.risk.calculated_score_norm"),
        ];

    private static (FieldKind Kind, string Paths)[] Process =>
        [
            (
                FieldKind.Searched,
                """
                process.command_line process.executable process.parent.command_line process.parent.executable
                file.path registry.path dll.path
                """
            ),
            (
                FieldKind.Keyword,
                """
                process.name process.title process.entity_id process.args process.working_directory
                process.hash.md5 process.hash.sha1 process.hash.sha256 process.hash.sha512
                process.pe.company process.pe.description process.pe.file_version process.pe.imphash
                process.pe.original_file_name process.pe.product
                process.code_signature.status process.code_signature.subject_name
                process.Ext.token.integrity_level_name process.Ext.ancestry
                process.user.id process.user.name process.thread.name process.env_vars
                process.parent.name process.parent.title process.parent.entity_id process.parent.args
                process.parent.working_directory
                process.parent.hash.md5 process.parent.hash.sha1 process.parent.hash.sha256 process.parent.hash.sha512
                process.parent.pe.original_file_name
                process.parent.code_signature.status process.parent.code_signature.subject_name
                process.entry_leader.name process.entry_leader.entity_id process.session_leader.name
                process.session_leader.entity_id process.group_leader.name process.group_leader.entity_id
                file.name file.extension file.directory file.type file.mime_type file.owner file.target_path
                file.drive_letter
                file.hash.md5 file.hash.sha1 file.hash.sha256 file.hash.sha512
                file.pe.original_file_name file.pe.imphash
                file.code_signature.status file.code_signature.subject_name
                dll.name dll.hash.md5 dll.hash.sha1 dll.hash.sha256 dll.pe.original_file_name dll.pe.imphash
                dll.code_signature.status dll.code_signature.subject_name
                registry.hive registry.key registry.value registry.data.strings registry.data.type
                """
            ),
            (
                FieldKind.Long,
                """
                process.pid process.args_count process.exit_code process.uptime process.thread.id process.pgid
                process.parent.pid process.parent.args_count process.parent.pgid file.size
                """
            ),
            (
                FieldKind.Boolean,
                """
                process.interactive
                process.code_signature.exists process.code_signature.trusted process.code_signature.valid
                process.parent.code_signature.exists process.parent.code_signature.trusted
                process.parent.code_signature.valid
                file.code_signature.exists file.code_signature.trusted file.code_signature.valid
                dll.code_signature.exists dll.code_signature.trusted dll.code_signature.valid
                """
            ),
            (FieldKind.Date, "process.start process.end process.parent.start file.created file.mtime file.accessed"),
        ];

    private static (FieldKind Kind, string Paths)[] Network =>
        [
            (
                FieldKind.Ip,
                "source.ip source.nat.ip destination.ip destination.nat.ip client.ip server.ip dns.resolved_ip"
            ),
            (
                FieldKind.Keyword,
                """
                source.address source.domain source.mac source.user.name source.user.domain
                source.geo.city_name source.geo.country_iso_code source.geo.country_name source.as.organization.name
                destination.address destination.domain destination.mac destination.user.name destination.user.domain
                destination.geo.city_name destination.geo.country_iso_code destination.geo.country_name
                destination.as.organization.name
                client.address client.domain server.address server.domain
                network.application network.community_id network.direction network.iana_number network.name
                network.protocol network.transport network.type
                dns.id dns.op_code dns.question.class dns.question.name dns.question.registered_domain
                dns.question.subdomain dns.question.top_level_domain dns.question.type dns.response_code
                dns.answers.data dns.answers.name dns.answers.type dns.type
                tls.version tls.server.subject tls.server.issuer tls.client.ja3 tls.server.ja3s tls.client.server_name
                http.request.method http.request.referrer http.version
                url.domain url.extension url.fragment url.path url.query url.registered_domain url.scheme
                user_agent.name user_agent.version
                """
            ),
            (FieldKind.Searched, "url.full url.original user_agent.original"),
            (
                FieldKind.Long,
                """
                source.port source.bytes source.packets source.as.number
                destination.port destination.bytes destination.packets destination.as.number
                client.port server.port network.bytes network.packets http.response.status_code url.port
                """
            ),
        ];

    private static (FieldKind Kind, string Paths)[] Windows =>
        [
            (
                FieldKind.Keyword,
                """
                winlog.api winlog.activity_id winlog.channel winlog.computer_name winlog.event_id winlog.keywords
                winlog.level winlog.opcode winlog.outcome winlog.provider_guid winlog.provider_name winlog.record_id
                winlog.related_activity_id winlog.task winlog.logon.failure.reason winlog.logon.id winlog.logon.type
                winlog.user.domain winlog.user.identifier winlog.user.name winlog.user.type
                winlog.event_data.AccessList winlog.event_data.AccessMask winlog.event_data.AllowedToDelegateTo
                winlog.event_data.AttributeLDAPDisplayName winlog.event_data.AttributeValue
                winlog.event_data.AuthenticationPackageName winlog.event_data.CallTrace
                winlog.event_data.CallingProcessName winlog.event_data.ClientProcessId winlog.event_data.Company
                winlog.event_data.Consumer winlog.event_data.Description winlog.event_data.Destination
                winlog.event_data.EnabledPrivilegeList winlog.event_data.EventType winlog.event_data.FailureReason
                winlog.event_data.GrantedAccess winlog.event_data.Hashes winlog.event_data.ImageLoaded
                winlog.event_data.ImagePath winlog.event_data.IntegrityLevel winlog.event_data.IpAddress
                winlog.event_data.IpPort winlog.event_data.LogonProcessName winlog.event_data.LogonType
                winlog.event_data.MemberName winlog.event_data.MemberSid winlog.event_data.NewTargetUserName
                winlog.event_data.ObjectClass winlog.event_data.ObjectDN winlog.event_data.ObjectName
                winlog.event_data.ObjectServer winlog.event_data.ObjectType winlog.event_data.OldTargetUserName
                winlog.event_data.OperationType winlog.event_data.OriginalFileName
                winlog.event_data.ParentCommandLine winlog.event_data.ParentImage winlog.event_data.ParentProcessId
                winlog.event_data.PipeName winlog.event_data.PrivilegeList winlog.event_data.ProcessId
                winlog.event_data.ProcessName winlog.event_data.Properties winlog.event_data.Provider
                winlog.event_data.QueryName winlog.event_data.RelativeTargetName winlog.event_data.RpcCallClientLocality
                winlog.event_data.SamAccountName winlog.event_data.ServiceAccount winlog.event_data.ServiceFileName
                winlog.event_data.ServiceName winlog.event_data.ServiceType winlog.event_data.ShareName
                winlog.event_data.Signature winlog.event_data.SignatureStatus winlog.event_data.SourceImage
                winlog.event_data.StartType winlog.event_data.Status winlog.event_data.SubStatus
                winlog.event_data.SubjectDomainName winlog.event_data.SubjectLogonId
                winlog.event_data.SubjectUserName winlog.event_data.SubjectUserSid winlog.event_data.TargetDomainName
                winlog.event_data.TargetFilename winlog.event_data.TargetImage winlog.event_data.TargetLogonId
                winlog.event_data.TargetObject winlog.event_data.TargetProcessGUID winlog.event_data.TargetServerName
                winlog.event_data.TargetSid winlog.event_data.TargetUserName winlog.event_data.TargetUserSid
                winlog.event_data.TaskName winlog.event_data.TicketEncryptionType winlog.event_data.TicketOptions
                winlog.event_data.User winlog.event_data.WorkstationName
                powershell.file.script_block_id powershell.pipeline_id
                """
            ),
            (FieldKind.Text, "powershell.file.script_block_text"),
            (FieldKind.Long, "winlog.process.pid winlog.process.thread.id winlog.version"),
        ];
}
