using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Embedded.Tests.Http;

public sealed class HttpSurfaceTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);

    private TestNode _node = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _node = await TestNode.StartAsync(
            new EmbeddedNodeOptions { TimeProvider = new FakeTimeProvider(Now), MaxContentLength = 100_000 }
        );

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task It_says_that_it_is_an_Elasticsearch_of_version_9()
    {
        var info = await _node.Ok("GET /");
        Assert.StartsWith("9.", (string)info["version"]!["number"]!, StringComparison.Ordinal);
        Assert.Equal("You Know, for Search", (string)info["tagline"]!);
        Assert.Equal(HttpStatusCode.OK, (await _node.Send("HEAD /")).Status);
    }

    [Fact]
    public async Task It_listens_on_loopback() => Assert.Equal("127.0.0.1", _node.Url.Host);

    [Theory]
    [InlineData("/")]
    [InlineData("/missing/_search")]
    public async Task Every_answer_carries_the_product_and_the_time_of_the_nodes_clock(string path)
    {
        using var response = await _node.Http.GetAsync(path, Ct);
        Assert.Equal("Elasticsearch", response.Headers.GetValues("X-Elastic-Product").Single());
        Assert.Equal(Now, response.Headers.Date);
    }

    [Theory]
    [InlineData(400, "GET /_no_such_thing", "no handler found for uri [/_no_such_thing] and method [GET]")]
    [InlineData(
        405,
        "PATCH /a/_search",
        "Incorrect HTTP method for uri [/a/_search] and method [PATCH], allowed: [GET, POST]"
    )]
    [InlineData(400, "GET /_search?q=a", "request [/_search] contains unrecognized parameter: [q]")]
    [InlineData(
        400,
        "GET /_search?q=a&lenient=true",
        "request [/_search] contains unrecognized parameters: [lenient], [q]"
    )]
    [InlineData(
        400,
        "GET /_search?allow_no_indices=maybe",
        "Failed to parse value [maybe] of parameter [allow_no_indices] as only [true] or [false] are allowed."
    )]
    [InlineData(400, "POST /_search {", "Expected depth to be zero")]
    [InlineData(400, "POST /_search []", "Expected [START_OBJECT] but found [an array]")]
    [InlineData(
        400,
        "POST /_search {'aggs':{}}",
        "[search] unknown field [aggs]; the embedded node knows [query, from, size"
    )]
    [InlineData(400, "POST /_search {'search_after':7}", "[search_after] must be an array, but found [7]")]
    [InlineData(400, "POST /_search {'size':'x'}", "[size] must be a whole number, but found [\"x\"]")]
    [InlineData(400, "POST /_mget {'docs':{}}", "[docs] must be an array, but found [an object]")]
    [InlineData(400, "PUT /a {'mappings':{'properties':{'f':7}}}", "Expected map for property [f]")]
    [InlineData(
        400,
        "PUT /a {'mappings':{'properties':{'f':{'type':'keyword','fields':{'g':7}}}}}",
        "[g] must be an object, but found [7]"
    )]
    [InlineData(400, "PUT /a {'mappings':{'dynamic_templates':[{'t':7}]}}", "[t] must be an object, but found [7]")]
    [InlineData(
        400,
        "PUT /a {'mappings':{'properties':{'f':{'type':'keyword','ignore_above':'x'}}}}",
        "Failed to parse mapping of field [f]"
    )]
    [InlineData(
        400,
        "PUT /a {'aliases':{'b':{'is_write_index':7}}}",
        "[is_write_index] must be true or false, but found [7]"
    )]
    [InlineData(
        400,
        "PUT /_index_template/t {'index_patterns':'a','priority':'x'}",
        "[priority] must be a whole number, but found [\"x\"]"
    )]
    [InlineData(400, "POST /_aliases {'actions':[{}]}", "an action must be one of [add, remove, remove_index]")]
    [InlineData(400, "PUT /_index_template/t {'index_patterns':[null]}", "[index_patterns] must not hold null")]
    [InlineData(400, "PUT /a {'mappings':{'properties':{'f':{'type':'\\ud83d'}}}}", "No handler for type [\ufffd]")]
    [InlineData(400, "POST /_aliases {'actions':7}", "[actions] must be an array, but found [7]")]
    [InlineData(400, "POST /_search {'size':1,'size':2}", "Duplicate property 'size'")]
    public async Task What_it_does_not_know_it_refuses_with_a_reason(int status, string request, string reason)
    {
        var parts = request.Split(' ', 3);
        var error = await _node.Refused(status, $"{parts[0]} {parts[1]}", parts.ElementAtOrDefault(2));
        Assert.Contains(reason, (string)error["reason"]!, StringComparison.Ordinal);
        Assert.Equal((string)error["reason"]!, (string)error["root_cause"]![0]!["reason"]!);
        Assert.Equal((string)error["type"]!, (string)error["root_cause"]![0]!["type"]!);
    }

    [Theory]
    [InlineData("application/json", "application/json", "application/json")]
    [InlineData("application/json; charset=utf-8", "*/*", "application/json")]
    [InlineData("application/x-ndjson", "application/json", "application/json")]
    [InlineData(
        "application/vnd.elasticsearch+json; compatible-with=8",
        "application/vnd.elasticsearch+json; compatible-with=8",
        "application/vnd.elasticsearch+json;compatible-with=8"
    )]
    [InlineData(
        "application/vnd.elasticsearch+x-ndjson; compatible-with=9",
        "application/vnd.elasticsearch+json; compatible-with=9",
        "application/vnd.elasticsearch+json;compatible-with=9"
    )]
    public async Task It_answers_in_the_media_type_that_was_asked_for(
        string contentType,
        string accept,
        string expected
    )
    {
        using var response = await BulkAsync(contentType, accept, Bulk("1"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            expected,
            response.Content.Headers.ContentType!.ToString().Replace("; ", ";", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("text/plain", "*/*", "Content-Type header [text/plain] is not supported")]
    [InlineData(
        "application/vnd.elasticsearch+json; compatible-with=7",
        "*/*",
        "compatible-with=7 is not served; ask for compatible-with=8 or 9"
    )]
    [InlineData(
        "application/json",
        "application/vnd.elasticsearch+json; compatible-with=7",
        "compatible-with=7 is not served"
    )]
    public async Task Other_media_types_are_not_acceptable(string contentType, string accept, string reason)
    {
        using var response = await BulkAsync(contentType, accept, Bulk("1"));
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_may_come_and_go_in_gzip()
    {
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Bulk("1"), Ct);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/_bulk")
        {
            Content = new ByteArrayContent(zipped.ToArray()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await _node.Http.SendAsync(request, Ct);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        await using var unzipped = new GZipStream(
            await response.Content.ReadAsStreamAsync(Ct),
            CompressionMode.Decompress
        );
        using var reader = new StreamReader(unzipped);
        Assert.Contains("\"status\":201", await reader.ReadToEndAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br", 400, "Content-Encoding [br] is not supported; send gzip or none")]
    [InlineData("gzip", 400, "the body is not valid gzip")]
    public async Task A_body_it_cannot_decode_is_refused(string encoding, int status, string reason)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_bulk")
        {
            Content = new ByteArrayContent(Bulk("1")),
        };
        request.Content.Headers.ContentEncoding.Add(encoding);
        using var response = await _node.Http.SendAsync(request, Ct);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        var error = await _node.Refused(413, "PUT /a/_doc/1", $$"""{"text":"{{new string('x', 100_000)}}"}""");
        Assert.NotEmpty((string)error["reason"]!);
    }

    [Theory]
    [InlineData("took", "[]", "hits.hits")]
    [InlineData("hits.hits._id", "{'hits':{'hits':[{'_id':'1'}]}}", "filter")]
    [InlineData("**._id", "{'hits':{'hits':[{'_id':'1'}]}}", "filter")]
    [InlineData("hits.hits.*,-hits.hits._s*,-hits.hits._index", "{'hits':{'hits':[{'_id':'1'}]}}", "filter")]
    [InlineData("nothing", "{}", "filter")]
    public async Task Filter_path_keeps_what_it_names(string paths, string expected, string kind)
    {
        await _node.Ok("PUT /a/_doc/1?refresh=true", "{'n':1}");
        var text = (await _node.Send($"GET /a/_search?filter_path={paths}")).Text;
        if (kind == "filter")
        {
            Assert.Equal(expected.Replace('\'', '"'), text);
        }
        else
        {
            Assert.Matches("^\\{\"took\":[0-9]+\\}$", text);
        }
    }

    [Fact]
    public async Task Filter_path_applies_to_errors_too() =>
        Assert.Equal(
            """{"error":{"type":"index_not_found_exception"}}""",
            (await _node.Send("GET /missing/_search?filter_path=error.type")).Text
        );

    [Fact]
    public async Task Pretty_is_indented() =>
        Assert.Contains("\n  \"name\"", (await _node.Send("GET /?pretty")).Text, StringComparison.Ordinal);

    private Task<HttpResponseMessage> BulkAsync(string contentType, string accept, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/_bulk") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        return _node.Http.SendAsync(request, Ct);
    }

    private static byte[] Bulk(string id) =>
        Encoding.UTF8.GetBytes("{\"index\":{\"_index\":\"b\",\"_id\":\"" + id + "\"}}\n{}\n");
}
