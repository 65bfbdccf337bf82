using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Detections.Runs;

/// <summary>Events from files, a document a line; gzip is recognised. `-` is standard input.</summary>
internal sealed class NdjsonEventSource(IReadOnlyList<string> files, TimeProvider clock) : IEventSource
{
    public const string StandardInput = "-";

    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 1 << 20, minimumReadSize: 1 << 16);

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => Task.FromResult(clock.GetUtcNow());

    /// <summary>Which index an event is of, the event itself says.</summary>
    public Task<SourceMap> ResolveAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellationToken) =>
        Task.FromResult<SourceMap>(
            new(patterns.Select(p => new SourcePattern(p, PatternState.Readable, new HashSet<string>())))
        );

    /// <summary>All events of the files, whatever their index and time.</summary>
    public async IAsyncEnumerable<EventPage> ReadAsync(
        SourceQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var file in files)
        {
            await using var stream = await OpenAsync(file, cancellationToken);
            var lines = new NdjsonLines(stream, file == StandardInput ? "stdin" : Path.GetFileName(file));
            while (await lines.ReadPageAsync(cancellationToken) is { } page)
            {
                yield return page;
            }
        }
    }

    /// <summary>Files are read whole.</summary>
    public Task<IReadOnlyList<(string Index, string Id)>> HiddenAsync(
        SourceQuery query,
        IReadOnlyCollection<(string Index, string Id)> events,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<(string Index, string Id)>>([]);

    private static async Task<Stream> OpenAsync(string file, CancellationToken cancellationToken)
    {
        var raw = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
        var pipe = PipeReader.Create(raw, Buffers);
        var start = await pipe.ReadAtLeastAsync(2, cancellationToken);
        var isGzip = start.Buffer.Length >= 2 && IsGzip(start.Buffer.FirstSpan);
        pipe.AdvanceTo(start.Buffer.Start);
        return isGzip ? new GZipStream(pipe.AsStream(), CompressionMode.Decompress) : pipe.AsStream();
    }

    private static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1f, 0x8b, ..];
}
