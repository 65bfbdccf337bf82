using Detections.Embedded.Documents;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Ingest;
using Detections.Embedded.Search;
using Detections.Embedded.Security;
using Detections.Embedded.Storage;

namespace Detections.Embedded;

/// <summary>Everything behind the HTTP surface. One request works on it at a time, in one transaction.</summary>
internal sealed class Node : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Database _database;
    private readonly Router _router;
    private readonly Authentication _authentication;

    public Node(Database database, EmbeddedNodeOptions options)
    {
        _database = database;
        Clock = options.TimeProvider;
        Documents = new DocumentStore(database);
        var metadata = new Metadata(database);
        Catalog = new Catalog(metadata, Documents, options);
        Metadata = metadata;
        Pipelines = new Pipelines(metadata, Clock);
        Security = new SecurityStore(metadata);
        _authentication = new Authentication(Catalog, Security, options.Security, Clock);
        Writer = new DocumentWriter(Catalog, Documents, Clock);
        Contexts = new SearchContexts(Clock, options.MaxOpenContexts);
        Catalog.OldestGenerationInUse = Contexts.OldestGeneration;
        _router = new Router(Routes.Of(this, options.Security));
    }

    public TimeProvider Clock { get; }

    public DocumentStore Documents { get; }

    public Catalog Catalog { get; }

    public DocumentWriter Writer { get; }

    public SearchContexts Contexts { get; }

    public Metadata Metadata { get; }

    public Pipelines Pipelines { get; }

    public SecurityStore Security { get; }

    public void Dispose()
    {
        _turn.Dispose();
        _database.Dispose();
    }

    public async Task<ApiReply> AnswerAsync(ApiRequest request, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return InTransaction(() => Answer(request));
        }
        finally
        {
            _turn.Release();
        }
    }

    private ApiReply Answer(ApiRequest request)
    {
        request.Caller = _authentication.Authenticate(request);
        var (route, values) = _router.Find(request);
        request.Segments = values;
        route.Access(request);
        return route.Handler(request);
    }

    /// <summary>
    /// A refused request keeps what it did before, as on a real node: an auto-created index stays. After any other failure the rows
    /// are as before, and if some had changed, what is in memory is read again.
    /// </summary>
    private ApiReply InTransaction(Func<ApiReply> handle)
    {
        var changes = _database.Changes;
        try
        {
            return _database.InTransaction(handle, kept: e => e is ApiException);
        }
        catch (Exception e) when (Database.IsFull(e))
        {
            Reload();
            throw new ApiException(
                429,
                "cluster_block_exception",
                "index blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];",
                e
            );
        }
        catch (Exception e) when (e is not ApiException && _database.Changes != changes)
        {
            Reload();
            throw;
        }
    }

    private void Reload()
    {
        Contexts.Clear();
        Catalog.Load();
        Pipelines.Load();
    }
}
