using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Installation;
using Detections.Settings;
using Detections.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Tests.Installation;

public sealed class PrivilegeCheckTests
{
    [Theory]
    [InlineData(400, """{"error":"no handler found for uri [/_security/user/_has_privileges] and method [POST]"}""")]
    [InlineData(
        405,
        """{"error":"Incorrect HTTP method for uri [/_security/user/_has_privileges] and method [POST], allowed: [GET]","status":405}"""
    )]
    [InlineData(
        400,
        """{"error":{"type":"invalid_index_name_exception","reason":"Invalid index name [_security], must not start with '_', '-', or '+'"},"status":400}"""
    )]
    [InlineData(
        500,
        """{"error":{"type":"exception","reason":"Security must be explicitly enabled when using a [basic] license."}}"""
    )]
    public async Task A_cluster_without_security_lacks_nothing(int status, string body)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.StartsWith("/_security", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(context, status, body);
            return true;
        };

        Assert.Empty(await FindAsync(cluster));
    }

    [Theory]
    [InlineData(400, """{"error":{"type":"parsing_exception","reason":"unknown field [index]"},"status":400}""")]
    [InlineData(404, """{"message":"no Route matched with those values"}""")]
    [InlineData(404, "")]
    [InlineData(405, """{"message":"Method Not Allowed"}""")]
    public async Task An_answer_that_does_not_speak_of_security_is_no_leave_for_everything(int status, string body)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.StartsWith("/_security", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(context, status, body);
            return true;
        };

        var refusal = await Assert.ThrowsAsync<ElasticsearchException>(() => FindAsync(cluster));

        Assert.StartsWith($"POST /_security/user/_has_privileges answered {status}", refusal.Message);
    }

    [Fact]
    public async Task What_is_allowed_is_not_missed()
    {
        await using var cluster = await TestCluster.StartAsync();

        Assert.Empty(await FindAsync(cluster));
    }

    [Theory]
    [InlineData(
        null,
        "monitor",
        "The cluster privilege monitor is missing. The cluster does not tell its time, by which events are read, nor its version. Add to the role or the API key: {\"cluster\":[\"monitor\"]}"
    )]
    [InlineData(
        "detections-alerts-default-2*",
        "create_doc",
        "The privilege create_doc on detections-alerts-default-2* is missing. No alert can be written. Add to the role or the API key: {\"indices\":[{\"names\":[\"detections-alerts-default-2*\"],\"privileges\":[\"create_doc\"]}]}"
    )]
    [InlineData(
        "winlogbeat-*",
        "read",
        "The privilege read on winlogbeat-* is missing. No event there is seen, and no rule can match. Add to the role or the API key: {\"indices\":[{\"names\":[\"winlogbeat-*\"],\"privileges\":[\"read\"]}]}"
    )]
    public async Task A_missing_privilege_is_told_with_its_consequence_and_the_json_to_add(
        string? index,
        string privilege,
        string sentence
    )
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.EndsWith("/_has_privileges", StringComparison.Ordinal))
            {
                return false;
            }

            await ClusterProxy.Refuse(context, 200, AllBut(JsonNode.Parse(request.Body!)!, index, privilege));
            return true;
        };

        Assert.Equal([sentence], await FindAsync(cluster));
    }

    private static async Task<IReadOnlyList<string>> FindAsync(TestCluster cluster)
    {
        using var product = cluster.CreateProduct();
        var missing = await new RunningPrivileges(
            TestCluster.Service<ElasticsearchClient>(product),
            TestCluster.Service<AppSettings>(product),
            TestCluster.Configuration(product).Rules
        ).FindMissingAsync(TestContext.Current.CancellationToken);
        return [.. missing.Select(m => m.Sentence)];
    }

    private static string AllBut(JsonNode question, string? index, string privilege)
    {
        var indices = new JsonObject();
        foreach (var entry in question["index"]!.AsArray())
        {
            foreach (var name in entry!["names"]!.AsArray().Select(n => n!.GetValue<string>()))
            {
                indices[name] = Held(entry["privileges"]!, p => name != index || p != privilege);
            }
        }

        return new JsonObject
        {
            ["has_all_requested"] = false,
            ["cluster"] = Held(question["cluster"]!, p => index is not null || p != privilege),
            ["index"] = indices,
        }.ToJsonString();
    }

    private static JsonObject Held(JsonNode privileges, Func<string, bool> holds) =>
        new(
            privileges
                .AsArray()
                .Select(p => p!.GetValue<string>())
                .Select(p => KeyValuePair.Create(p, (JsonNode?)holds(p)))
        );
}
