using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Embedded;
using Detections.Installation;
using Detections.Runs;
using Detections.Tests.Cluster;
using Detections.Tests.Installation;

namespace Detections.Tests.Scenarios;

public sealed class SetupTests
{
    private const string Alias = "detections-alerts-default";
    private static readonly EmbeddedNodeSecurity Superuser = new("elastic", "superuser-password");

    [Fact]
    public async Task The_second_time_nothing_is_changed()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        var configuration = cluster.Configure(As(Superuser.UserName, Superuser.Password));
        var options = new SetupOptions(ApiKeyFile: NewFile());

        var first = await SetupRun.RunAsync(configuration, options);
        Assert.All(first, r => Assert.Equal(StepOutcome.Created, r.Outcome));
        cluster.Proxy.Requests.Clear();
        var second = await SetupRun.RunAsync(configuration, options);

        Assert.All(second, r => Assert.Equal((r.Subject, StepOutcome.Unchanged, ""), (r.Subject, r.Outcome, r.Detail)));
        Assert.Equal(first.Select(r => r.Subject), second.Select(r => r.Subject));
        Assert.All(
            cluster.Proxy.Requests,
            r => Assert.True(r.Method == "GET" || r.Path == "/_security/user/_has_privileges", $"{r.Method} {r.Path}")
        );
    }

    [Fact]
    public async Task What_setup_makes_is_what_a_running_copy_finds()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        await SetupRun.RunAsync(cluster.Configure());
        cluster.Proxy.Requests.Clear();
        using var product = cluster.CreateProduct();

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Succeeded, report.Status);
        Assert.DoesNotContain(cluster.Proxy.Requests, r => r.Method == "PUT" && !r.Path.Contains("/_doc/"));
        Assert.Single(await cluster.AlertsAsync());
    }

    [Fact]
    public async Task Months_to_come_get_alias_mapping_and_lifecycle_and_the_undated_one_no_lifecycle()
    {
        await using var cluster = await TestCluster.StartAsync();
        await SetupRun.RunAsync(cluster.Configure());

        await cluster.SendAsync(HttpMethod.Put, $"{Alias}-2031.01");
        await cluster.SendAsync(HttpMethod.Put, $"{Alias}-1970.01");

        foreach (var (index, policy) in ((string, string?)[])[($"{Alias}-2031.01", Alias), ($"{Alias}-1970.01", null)])
        {
            var made = (await cluster.SendAsync(HttpMethod.Get, index))![index]!;
            Assert.NotNull(made["aliases"]![Alias]);
            Assert.Equal(AlertsIndex.Definition.Schema, (int?)made["mappings"]!["_meta"]!["schema"]);
            Assert.Equal(policy, (string?)made["settings"]!["index"]!["lifecycle"]?["name"]);
        }
    }

    [Fact]
    public async Task A_namespace_that_begins_like_another_keeps_its_own_alias()
    {
        await using var cluster = await TestCluster.StartAsync();
        await SetupRun.RunAsync(cluster.Configure(("Alerts:Namespace", "a")));
        await SetupRun.RunAsync(cluster.Configure(("Alerts:Namespace", "a-2b")));

        await cluster.SendAsync(HttpMethod.Put, "detections-alerts-a-2b-2031.01");

        var made = await cluster.SendAsync(HttpMethod.Get, "detections-alerts-a-2b-2031.01/_alias");
        var aliases = made!["detections-alerts-a-2b-2031.01"]!["aliases"]!.AsObject();
        Assert.Equal(["detections-alerts-a-2b"], aliases.Select(a => a.Key));
        var again = await SetupRun.RunAsync(cluster.Configure(("Alerts:Namespace", "a")));
        Assert.DoesNotContain(again, r => r.Outcome is not (StepOutcome.Unchanged or StepOutcome.Skipped));
    }

    [Fact]
    public async Task Indices_of_an_older_form_get_the_fields_they_lack()
    {
        await using var cluster = await TestCluster.StartAsync();
        var month = $"{Alias}-2026.10";
        await cluster.SendAsync(
            HttpMethod.Put,
            month,
            """{"mappings":{"_meta":{"schema":0},"dynamic":false,"properties":{"@timestamp":{"type":"date"}}}}"""
        );
        await cluster.SendAsync(
            HttpMethod.Put,
            "detections-state-default",
            """{"mappings":{"dynamic":false,"properties":{"kind":{"type":"keyword"}}}}"""
        );

        var results = await SetupRun.RunAsync(cluster.Configure());

        var upgraded = results.Where(r => r.Outcome == StepOutcome.Upgraded).ToList();
        Assert.Contains(upgraded, r => r.Subject == $"index {month}" && r.Detail.Contains("kibana.alert.uuid"));
        Assert.Contains(upgraded, r => r.Subject == $"index {month}" && r.Detail == $"its alias {Alias}");
        Assert.Contains(upgraded, r => r.Subject == $"index {month}" && r.Detail == $"its lifecycle {Alias}");
        Assert.Contains(
            upgraded,
            r => r.Subject == "index detections-state-default" && r.Detail.Contains("event_time")
        );
        var found = (await cluster.SendAsync(HttpMethod.Get, month))![month]!["mappings"]!;
        Assert.Equal(AlertsIndex.Definition.Schema, (int?)found["_meta"]!["schema"]);
        Assert.Equal("date", (string?)found["properties"]!["@timestamp"]!["type"]);
        Assert.Equal(
            "keyword",
            (string?)found["properties"]!["kibana"]!["properties"]!["alert"]!["properties"]!["uuid"]!["type"]
        );
        Assert.DoesNotContain(
            await SetupRun.RunAsync(cluster.Configure()),
            r => r.Outcome is not (StepOutcome.Unchanged or StepOutcome.Skipped)
        );
    }

    [Fact]
    public async Task A_field_that_cannot_be_changed_is_said_and_the_rest_is_upgraded()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            "detections-runs-default",
            """{"mappings":{"properties":{"events":{"type":"keyword"}}}}"""
        );

        var result = Assert.Single(
            await SetupRun.RunAsync(cluster.Configure()),
            r => r.Subject == "index detections-runs-default"
        );

        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.StartsWith(
            "events in detections-runs-default is keyword and should be long, which Elasticsearch cannot change",
            result.Detail
        );
        var found = await cluster.SendAsync(HttpMethod.Get, "detections-runs-default");
        Assert.NotNull(found!["detections-runs-default"]!["mappings"]!["properties"]!["matched"]);
    }

    [Fact]
    public async Task Another_retention_changes_the_lifecycle_and_nothing_else()
    {
        await using var cluster = await TestCluster.StartAsync();
        await SetupRun.RunAsync(cluster.Configure());

        var results = await SetupRun.RunAsync(cluster.Configure(("Alerts:Retention", "30d")));

        var changed = Assert.Single(
            results,
            r => r.Outcome != StepOutcome.Unchanged && r.Outcome != StepOutcome.Skipped
        );
        Assert.Equal($"lifecycle policy {Alias}", changed.Subject);
        Assert.Equal(StepOutcome.Upgraded, changed.Outcome);
        Assert.Equal(
            "an index is deleted 102 days after it was begun, so that no alert in it is younger than 30d",
            changed.Detail
        );
    }

    [Theory]
    [InlineData(
        """{"description":"theirs","processors":[]}""",
        "something of this name is there already that `detections setup` did not make"
    )]
    [InlineData(
        """{"processors":[],"_meta":{"managed_by":"detections","version":99}}""",
        "it was installed by a newer version of this program (form 99, this one knows 1)"
    )]
    public async Task What_is_not_ours_to_change_is_left_alone(string pipeline, string sentence)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(HttpMethod.Put, "_ingest/pipeline/detections-event-ingested", pipeline);

        var result = Assert.Single(
            await SetupRun.RunAsync(cluster.Configure()),
            r => r.Subject == "ingest pipeline detections-event-ingested"
        );

        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.StartsWith(sentence, result.Detail);
        var kept = await cluster.SendAsync(HttpMethod.Get, "_ingest/pipeline/detections-event-ingested");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(pipeline), kept!["detections-event-ingested"]));
    }

    [Fact]
    public async Task The_pipeline_stamps_what_has_no_time_of_arrival()
    {
        await using var cluster = await TestCluster.StartAsync();
        await SetupRun.RunAsync(cluster.Configure());

        await cluster.SendAsync(
            HttpMethod.Put,
            "events/_doc/1?pipeline=detections-event-ingested",
            """{"event":{"kind":"event"}}"""
        );
        await cluster.SendAsync(
            HttpMethod.Put,
            "events/_doc/2?pipeline=detections-event-ingested",
            """{"event":{"ingested":"2026-01-01T00:00:00Z"}}"""
        );

        var stamped = await cluster.SendAsync(HttpMethod.Get, "events/_doc/1");
        var kept = await cluster.SendAsync(HttpMethod.Get, "events/_doc/2");
        Assert.NotNull(stamped!["_source"]!["event"]!["ingested"]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)kept!["_source"]!["event"]!["ingested"]);
    }

    [Fact]
    public async Task A_user_with_the_setup_role_can_do_all_but_manage_security()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        await CreateUserAsync(cluster, SetupRole());
        var file = NewFile();

        var results = await SetupRun.RunAsync(
            cluster.Configure(As("installer", "installer-password")),
            new SetupOptions(ApiKeyFile: file)
        );

        var skipped = Assert.Single(results, r => r.Outcome != StepOutcome.Created);
        Assert.Equal(("role detections-runtime-default", StepOutcome.Skipped), (skipped.Subject, skipped.Outcome));
        Assert.Contains("PUT /_security/role/detections-runtime-default {\"cluster\":[\"monitor\"]", skipped.Detail);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Each_step_that_may_not_be_taken_names_what_is_missing()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        await CreateUserAsync(cluster, """{"cluster":["monitor"],"indices":[]}""");

        var results = await SetupRun.RunAsync(
            cluster.Configure(As("installer", "installer-password")),
            new SetupOptions(ApiKeyFile: NewFile())
        );

        Assert.DoesNotContain(results, r => r.Outcome is StepOutcome.Created or StepOutcome.Upgraded);
        Assert.Contains("403", Detail("lifecycle policy"));
        Assert.Contains("403", Detail("index detections-state-default"));
        var missing = Detail("privileges of set-up");
        Assert.All(
            (string[])["manage_index_templates", "manage_ilm", "manage_ingest_pipelines", "manage_own_api_key"],
            privilege => Assert.Contains($"The cluster privilege {privilege} is missing.", missing)
        );
        Assert.Contains("The privilege manage on detections-state-default is missing.", missing);
        Assert.DoesNotContain("The cluster privilege monitor", missing);
        Assert.EndsWith("print the requests with `--for kibana-dev-tools` for somebody who may send them", missing);

        string Detail(string subject) =>
            results.First(r => r.Subject.StartsWith(subject, StringComparison.Ordinal)).Detail;
    }

    [Fact]
    public async Task The_key_file_is_for_its_owner_alone_and_holds_a_key_that_works()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        var file = NewFile();

        await SetupRun.RunAsync(
            cluster.Configure(As(Superuser.UserName, Superuser.Password)),
            new SetupOptions(ApiKeyFile: file)
        );

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        // The settings refuse whatever is not the encoded form of a key.
        cluster.Configure(("Elasticsearch:ApiKeyFile", file));
    }

    [Theory]
    [InlineData("bm90OmFrZXk=", "the cluster does not accept the key there")]
    public async Task A_key_file_that_does_not_work_is_not_overwritten(string content, string sentence)
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        var file = NewFile();
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        var results = await SetupRun.RunAsync(
            cluster.Configure(As(Superuser.UserName, Superuser.Password)),
            new SetupOptions(ApiKeyFile: file)
        );

        var result = Assert.Single(results, r => r.Subject == $"API key in {file}");
        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.StartsWith(sentence, result.Detail);
        Assert.DoesNotContain(content, result.Detail);
        Assert.Equal(content, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_key_that_may_too_little_since_rules_changed_is_said()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        var file = NewFile();
        var superuser = As(Superuser.UserName, Superuser.Password);
        await SetupRun.RunAsync(cluster.Configure(superuser), new SetupOptions(ApiKeyFile: file));

        var results = await SetupRun.RunAsync(
            cluster.Configure([.. superuser, .. TestCluster.Rule("more", "any where true", "packetbeat-*")]),
            new SetupOptions(ApiKeyFile: file)
        );

        var result = Assert.Single(results, r => r.Subject == $"API key in {file}");
        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.Contains("The privilege read on packetbeat-* is missing.", result.Detail);
        Assert.Contains("delete the file and run setup again", result.Detail);
        Assert.Equal(
            StepOutcome.Upgraded,
            Assert.Single(results, r => r.Subject.StartsWith("role ", StringComparison.Ordinal)).Outcome
        );
    }

    [Fact]
    public async Task Copies_with_other_rules_share_a_role_and_none_takes_anything_from_it()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        var superuser = As(Superuser.UserName, Superuser.Password);
        var first = cluster.Configure(superuser);
        var second = cluster.Configure([
            .. superuser,
            .. TestCluster.Rule("more", "any where true", "packetbeat-*", "eu:logs-*"),
        ]);
        await SetupRun.RunAsync(second);
        var both = await RoleAsync();

        var unchanged = Role(await SetupRun.RunAsync(first));
        Assert.Equal((StepOutcome.Unchanged, ""), (unchanged.Outcome, unchanged.Detail));
        Assert.True(JsonNode.DeepEquals(both, await RoleAsync()));

        var other = cluster.Configure([.. superuser, .. TestCluster.Rule("other", "any where true", "auditbeat-*")]);
        var upgraded = Role(await SetupRun.RunAsync(other));
        Assert.Equal(
            (
                StepOutcome.Upgraded,
                "it keeps what it grants on packetbeat-*, eu:logs-*, which none of these rules reads but those of another copy may; if there is none, delete the role and run setup again"
            ),
            (upgraded.Outcome, upgraded.Detail)
        );
        var role = (await RoleAsync()).ToJsonString();
        Assert.All(
            (string[])["winlogbeat-*", "packetbeat-*", "auditbeat-*", "logs-*"],
            name => Assert.Contains($"\"{name}\"", role, StringComparison.Ordinal)
        );
        Assert.Equal(StepOutcome.Unchanged, Role(await SetupRun.RunAsync(other)).Outcome);

        StepResult Role(IEnumerable<StepResult> results) =>
            Assert.Single(results, r => r.Subject == "role detections-runtime-default");

        async Task<JsonNode> RoleAsync() =>
            (await cluster.SendAsync(HttpMethod.Get, "_security/role/detections-runtime-default"))!;
    }

    [Fact]
    public async Task By_an_api_key_no_other_can_be_made()
    {
        await using var cluster = await TestCluster.StartAsync();
        var file = NewFile();

        var results = await SetupRun.RunAsync(
            cluster.Configure(("Elasticsearch:ApiKey", "aWQ6a2V5")),
            new SetupOptions(ApiKeyFile: file)
        );

        var result = Assert.Single(results, r => r.Subject == $"API key in {file}");
        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.StartsWith("Elasticsearch lets no API key make another", result.Detail);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_key_whose_answer_was_lost_is_not_made_a_second_time()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        cluster.Proxy.LosesAnswer = r => r.Path == "/_security/api_key";
        var file = NewFile();

        var results = await SetupRun.RunAsync(
            cluster.Configure(As(Superuser.UserName, Superuser.Password)),
            new SetupOptions(ApiKeyFile: file)
        );

        var result = Assert.Single(results, r => r.Subject == $"API key in {file}");
        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.StartsWith("POST /_security/api_key answered 503: ", result.Detail);
        Assert.EndsWith(
            "A key may have been made all the same, which nobody has: look for detections-runtime-default among the API keys (GET /_security/api_key?name=detections-runtime-default), invalidate it, and run setup again",
            result.Detail
        );
        Assert.Single(cluster.Proxy.Requests, r => r.Path == "/_security/api_key");
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Without_security_neither_role_nor_key_is_made_and_nothing_is_refused()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.StartsWith("/_security/", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                400,
                $$"""{"error":"no handler found for uri [{{request.Path}}] and method [{{request.Method}}]"}"""
            );
            return true;
        };
        var file = NewFile();

        var results = await SetupRun.RunAsync(cluster.Configure(), new SetupOptions(ApiKeyFile: file));

        Assert.Equal(
            [
                ("role detections-runtime-default", "this cluster has no security, so nothing has to be granted"),
                ($"API key in {file}", "this cluster has no security, so nothing has to be granted"),
            ],
            results.Where(r => r.Outcome == StepOutcome.Skipped).Select(r => (r.Subject, r.Detail))
        );
        Assert.DoesNotContain(results, r => r.Outcome == StepOutcome.Refused);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_role_that_is_refused_for_what_it_says_is_refused()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (request.Method != "PUT" || !request.Path.StartsWith("/_security/role/", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                400,
                """{"error":{"type":"illegal_argument_exception","reason":"unknown privilege"},"status":400}"""
            );
            return true;
        };

        var results = await SetupRun.RunAsync(cluster.Configure(As(Superuser.UserName, Superuser.Password)));

        var result = Assert.Single(results, r => r.Outcome == StepOutcome.Refused);
        Assert.Equal("role detections-runtime-default", result.Subject);
        Assert.EndsWith("answered 400 illegal_argument_exception: unknown privilege", result.Detail);
    }

    [Fact]
    public void Serverless_is_spared_what_it_refuses()
    {
        var configuration = ShippedConfiguration.Read();

        var steps = SetupRun.Plan(configuration, cluster: new("p", "u", new(8, 11, 0), IsServerless: true));

        var text = SetupText.Plain(steps);
        Assert.DoesNotContain("auto_expand_replicas", text);
        Assert.DoesNotContain("refresh_interval", text);
        Assert.DoesNotContain("lifecycle\"", text);
        Assert.DoesNotContain("_ilm", text);
        Assert.Contains("lifecycle policy detections-alerts-default: nothing to send", text);
        Assert.DoesNotContain(
            RequiredPrivileges.ForSetup(configuration.Settings, configuration.Rules, isServerless: true).Cluster,
            p => p.Name == "manage_ilm"
        );
    }

    [Theory]
    [InlineData(false, "Run setup with Elasticsearch:Username and Elasticsearch:Password")]
    [InlineData(true, "Create it in Kibana, under API keys, with these privileges, and write its encoded form to ")]
    public async Task A_key_that_no_key_can_make_is_refused_with_what_can_be_done(bool isServerless, string remedy)
    {
        await using var cluster = await TestCluster.StartAsync();
        var configuration = cluster.Configure(("Elasticsearch:ApiKey", "bm90OmFrZXk="));
        var file = NewFile();
        var step = Assert.Single(
            SetupRun.Plan(configuration, new(ApiKeyFile: file), new("p", "u", new(8, 11, 0), isServerless)),
            s => s is ApiKeyStep
        );

        var result = Assert.Single(await SetupRun.RunAsync(configuration, [step]));

        Assert.Equal(StepOutcome.Refused, result.Outcome);
        Assert.Contains(remedy, result.Detail);
        Assert.Equal(
            isServerless,
            result.Detail.Contains(
                "{\"detections-runtime-default\":{\"cluster\":[\"monitor\"]",
                StringComparison.Ordinal
            )
        );
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_running_copy_on_serverless_says_nothing_of_replicas_and_refreshes()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (request.Path == "/")
            {
                await ClusterProxy.Refuse(
                    context,
                    200,
                    """{"cluster_name":"p","cluster_uuid":"u","version":{"number":"8.11.0","build_flavor":"serverless"},"tagline":"You Know, for Search"}"""
                );
                return true;
            }

            if (
                request.Body?.Contains("auto_expand_replicas", StringComparison.Ordinal) == true
                || request.Body?.Contains("refresh_interval", StringComparison.Ordinal) == true
            )
            {
                await ClusterProxy.Refuse(
                    context,
                    400,
                    """{"error":{"type":"illegal_argument_exception","reason":"not available"}}"""
                );
                return true;
            }

            return false;
        };
        using var product = cluster.CreateProduct();

        Assert.Equal(1, (await TestCluster.RunAsync(product)).Created);
    }

    private static (string, string)[] As(string user, string password) =>
        [("Elasticsearch:Username", user), ("Elasticsearch:Password", password)];

    private static string NewFile() => Path.Combine(Directory.CreateTempSubdirectory().FullName, "api-key");

    private static string SetupRole()
    {
        var (settings, rules) = ShippedConfiguration.Read();
        return RuntimeRole.SetupRole(settings, rules).ToJsonString();
    }

    private static async Task CreateUserAsync(TestCluster cluster, string role)
    {
        await cluster.SendAsync(HttpMethod.Put, "_security/role/installer", role);
        await cluster.SendAsync(
            HttpMethod.Put,
            "_security/user/installer",
            """{"password":"installer-password","roles":["installer"]}"""
        );
    }
}
