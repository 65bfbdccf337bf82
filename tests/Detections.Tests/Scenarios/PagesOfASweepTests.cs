using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Embedded;
using Detections.Runs;
using Detections.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Detections.Tests.Scenarios;

/// <summary>How the pages of one sweep are asked for, and what becomes of them.</summary>
public sealed class PagesOfASweepTests
{
    private const string TooLarge =
        """{"error":{"type":"search_phase_execution_exception","reason":"all shards failed","caused_by":{"type":"circuit_breaking_exception","reason":"[parent] Data too large"}}}""";

    [Fact]
    public async Task The_next_page_is_asked_for_while_one_is_used()
    {
        await using var cluster = await TestCluster.StartAsync();
        await IndexAsync(cluster, 25);
        using var product = cluster.CreateProduct(overrides: ("Sweep:PageSize", "10"));
        var second = new TaskCompletionSource();
        var asked = 0;
        cluster.Proxy.Answered = request =>
        {
            if (IsPage(request) && Interlocked.Increment(ref asked) == 2)
            {
                second.SetResult();
            }

            return Task.CompletedTask;
        };
        await using var pages = Read(product).GetAsyncEnumerator(Cancellation);

        Assert.True(await pages.MoveNextAsync());
        await second.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Cancellation);

        Assert.Equal(10, pages.Current.Hits.Count);
        Assert.All(pages.Current.Hits, h => Assert.NotNull(JsonNode.Parse(h.Source.Span)));
    }

    [Fact]
    public async Task Who_stops_reading_leaves_no_point_in_time_behind()
    {
        await using var cluster = await TestCluster.StartAsync();
        await IndexAsync(cluster, 25);
        using var product = cluster.CreateProduct(overrides: ("Sweep:PageSize", "10"));

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in Read(product))
            {
                throw new InvalidOperationException("of the reader");
            }
        });

        Assert.Equal("DELETE /_pit", Line(cluster.Proxy.Requests.Last()));
    }

    [Fact]
    public async Task Who_is_stopped_leaves_no_point_in_time_behind()
    {
        await using var cluster = await TestCluster.StartAsync();
        await IndexAsync(cluster, 25);
        using var product = cluster.CreateProduct(overrides: ("Sweep:PageSize", "10"));
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Read(product, stop.Token))
            {
                await stop.CancelAsync();
            }
        });

        Assert.Equal("DELETE /_pit", Line(cluster.Proxy.Requests.Last()));
    }

    [Theory]
    [InlineData(429, TooLarge)]
    [InlineData(413, "")]
    [InlineData(
        400,
        """{"error":{"type":"illegal_argument_exception","reason":"Result window is too large: see [index.max_result_window]"}}"""
    )]
    public async Task A_page_that_is_too_large_for_the_cluster_is_asked_for_in_halves(int status, string answer)
    {
        await using var cluster = await TestCluster.StartAsync();
        await IndexAsync(cluster, 25);
        using var product = cluster.CreateProduct(overrides: ("Sweep:PageSize", "40"));
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!IsPage(request) || Size(request) <= 10)
            {
                return false;
            }

            context.Response.ContentType = "application/json";
            context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
            await ClusterProxy.Refuse(context, status, answer);
            return true;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Empty(report.Failures);
        Assert.Equal(25, report.Events);
        var sizes = cluster.Proxy.Requests.Where(IsPage).Select(Size).ToList();
        Assert.Equal([40, 20, 10], sizes.Distinct());
        // Once it is known what is too large, it is not tried again.
        Assert.All(sizes[sizes.IndexOf(10)..], size => Assert.Equal(10, size));
    }

    [Fact]
    public async Task A_cluster_that_cannot_even_name_an_event_fails_the_run()
    {
        await using var cluster = await TestCluster.StartAsync();
        await IndexAsync(cluster, 3);
        using var product = cluster.CreateProduct(overrides: ("Sweep:PageSize", "1"));
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!IsPage(request))
            {
                return false;
            }

            context.Response.ContentType = "application/json";
            context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
            await ClusterProxy.Refuse(context, 429, TooLarge);
            return true;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.NotEmpty(report.Failures);
        Assert.All(report.Failures, f => Assert.Contains("Data too large", f));
        Assert.Equal(0, report.Events);
    }

    [Fact]
    public async Task Pages_grow_to_a_good_size_unless_one_is_set()
    {
        await using var cluster = await TestCluster.StartAsync();
        await IndexAsync(cluster, 3000);
        // A page of each kind would be tried first.
        using var sized = cluster.CreateProduct(overrides: ("Sweep:Narrowing", "on"));
        using var set = cluster.CreateProduct(overrides: ("Sweep:PageSize", "500"));

        var bySize = await TestCluster.RunAsync(sized);
        var sizes = cluster.Proxy.Requests.Where(IsPage).Select(Size).ToList();
        var asSet = await TestCluster.RunAsync(set);

        Assert.Equal((3000, 3000), (bySize.Events, asSet.Events));
        Assert.Equal(1000, sizes[0]);
        Assert.True(sizes[1] > 2000, $"the second page was asked for with {sizes[1]}");
        Assert.Equal((2, 6), (bySize.Pages, asSet.Pages));
    }

    [Theory]
    [InlineData(true, "gzip")]
    [InlineData(false, "")]
    public async Task Answers_are_compressed_only_where_that_is_set(bool isSet, string accepted)
    {
        await using var node = await EmbeddedNode.StartAsync(new(), Cancellation);
        await using var proxy = await ClusterProxy.StartAsync(node.Url);
        var seen = "";
        proxy.Answer = (_, context) =>
        {
            seen = context.Request.Headers.AcceptEncoding.ToString();
            return Task.FromResult(false);
        };

        foreach (var url in (Uri[])[node.Url, proxy.Url])
        {
            await using var services = ElasticsearchServices.Create(
                new()
                {
                    Elasticsearch = new() { Urls = [url], Compression = isSet },
                }
            );
            using var answer = await services.GetRequiredService<ElasticsearchClient>().GetAsync("", Cancellation);
            using var body = answer.Expect().ReadJson();

            Assert.True(body.RootElement.TryGetProperty("version", out var _));
        }

        Assert.Equal(accepted, seen);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task IndexAsync(TestCluster cluster, int count)
    {
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, count).Select(i => TestCluster.Harmless(now.AddMilliseconds(-i))));
    }

    private static IAsyncEnumerable<EventPage> Read(IHost product, CancellationToken? cancellationToken = null)
    {
        var query = new SourceQuery(
            [TestCluster.Stream],
            [new("event.ingested", FallsBack: true)],
            new(TestCluster.Now.AddMinutes(-5), TestCluster.Now.AddMinutes(1))
        );
        return TestCluster.Service<IEventSource>(product).ReadAsync(query, cancellationToken ?? Cancellation);
    }

    private static bool IsPage(RecordedRequest request) =>
        request.Path.StartsWith("/_search?", StringComparison.Ordinal);

    private static int Size(RecordedRequest request) => JsonNode.Parse(request.Body!)!["size"]!.GetValue<int>();

    private static string Line(RecordedRequest request) => $"{request.Method} {request.Path}";
}
