using System.Text.Json.Nodes;
using Detections.Embedded;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class RotatedSecretsTests
{
    private static readonly EmbeddedNodeSecurity Superuser = new("elastic", "superuser-password");

    [Fact]
    public async Task A_key_that_is_rotated_in_the_middle_of_a_run_loses_nothing()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        using var secret = new SecretFile();
        var first = await CreateKeyAsync(cluster);
        await secret.WriteAsync(first["encoded"]!.GetValue<string>());
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct(overrides: ("Elasticsearch:ApiKeyFile", secret.Path));
        var isRotated = false;
        cluster.Proxy.Answered = async request =>
        {
            if (!isRotated && request.Path.Contains("/_pit", StringComparison.Ordinal))
            {
                isRotated = true;
                var second = await CreateKeyAsync(cluster);
                await secret.WriteAsync(second["encoded"]!.GetValue<string>());
                await InvalidateAsync(cluster, first);
            }
        };

        var report = await TestCluster.RunAsync(product);

        Assert.True(isRotated);
        Assert.Empty(report.Failures);
        Assert.Equal((RunStatus.Succeeded, 1), (report.Status, report.Created));
    }

    [Fact]
    public async Task A_key_that_is_revoked_without_another_fails_the_run_without_a_word_of_it()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        using var secret = new SecretFile();
        var key = await CreateKeyAsync(cluster);
        var encoded = key["encoded"]!.GetValue<string>();
        await secret.WriteAsync(encoded);
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct(overrides: ("Elasticsearch:ApiKeyFile", secret.Path));
        await TestCluster.RunAsync(product);
        await InvalidateAsync(cluster, key);

        var revoked = await TestCluster.RunAsync(product);
        await secret.WriteAsync("half-written");
        var broken = await TestCluster.RunAsync(product);
        await secret.WriteAsync((await CreateKeyAsync(cluster))["encoded"]!.GetValue<string>());
        var renewed = await TestCluster.RunAsync(product);

        foreach (var report in (RunReport[])[revoked, broken])
        {
            Assert.Contains("answered 401: the API key is not accepted", report.Failures[0]);
            Assert.All(report.Failures, failure => Assert.DoesNotContain(encoded, failure));
        }

        Assert.Equal((RunStatus.Succeeded, 1, 0), (renewed.Status, renewed.Duplicate, renewed.Created));
    }

    [Fact]
    public async Task A_password_that_is_rotated_is_read_again()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        using var secret = new SecretFile();
        await secret.WriteAsync("yesterdays-password");
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct(
            overrides: [("Elasticsearch:Username", Superuser.UserName), ("Elasticsearch:PasswordFile", secret.Path)]
        );

        var before = await TestCluster.RunAsync(product);
        await secret.WriteAsync(Superuser.Password + "\n");
        var after = await TestCluster.RunAsync(product);

        Assert.Contains("user elastic and the password are not accepted", before.Failures[0]);
        Assert.Equal((RunStatus.Succeeded, 1), (after.Status, after.Created));
    }

    private static async Task<JsonNode> CreateKeyAsync(TestCluster cluster) =>
        (await cluster.SendAsync(HttpMethod.Post, "_security/api_key", "{\"name\":\"runtime\"}"))!;

    private static Task InvalidateAsync(TestCluster cluster, JsonNode key) =>
        cluster.SendAsync(HttpMethod.Delete, "_security/api_key", $$"""{"ids":["{{key["id"]}}"]}""");

    private sealed class SecretFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public Task WriteAsync(string text) =>
            File.WriteAllTextAsync(Path, text, TestContext.Current.CancellationToken);

        public void Dispose() => File.Delete(Path);
    }
}
