using Detections.Embedded;
using Detections.Installation;
using Detections.Tests.Cluster;
using Detections.Tests.Installation;

namespace Detections.Tests.Scenarios;

/// <summary>The API key that set-up makes for the running copy.</summary>
public sealed class SetupKeyTests
{
    private static readonly EmbeddedNodeSecurity Superuser = new("elastic", "superuser-password");

    [Fact]
    public async Task The_key_file_is_for_its_owner_alone_and_holds_a_key_that_works()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        var file = SetupRun.NewFile();

        await SetupRun.RunAsync(
            cluster.Configure(SetupRun.As(Superuser.UserName, Superuser.Password)),
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
        var file = SetupRun.NewFile();
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        var results = await SetupRun.RunAsync(
            cluster.Configure(SetupRun.As(Superuser.UserName, Superuser.Password)),
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
        var file = SetupRun.NewFile();
        var superuser = SetupRun.As(Superuser.UserName, Superuser.Password);
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
    public async Task By_an_api_key_no_other_can_be_made()
    {
        await using var cluster = await TestCluster.StartAsync();
        var file = SetupRun.NewFile();

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
        var file = SetupRun.NewFile();

        var results = await SetupRun.RunAsync(
            cluster.Configure(SetupRun.As(Superuser.UserName, Superuser.Password)),
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
        var file = SetupRun.NewFile();

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

    [Theory]
    [InlineData(false, "Run setup with Elasticsearch:Username and Elasticsearch:Password")]
    [InlineData(true, "Create it in Kibana, under API keys, with these privileges, and write its encoded form to ")]
    public async Task A_key_that_no_key_can_make_is_refused_with_what_can_be_done(bool isServerless, string remedy)
    {
        await using var cluster = await TestCluster.StartAsync();
        var configuration = cluster.Configure(("Elasticsearch:ApiKey", "bm90OmFrZXk="));
        var file = SetupRun.NewFile();
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
}
