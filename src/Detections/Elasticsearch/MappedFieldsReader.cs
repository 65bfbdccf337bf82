namespace Detections.Elasticsearch;

/// <summary>Asks the indices of a sweep about the fields that it needs.</summary>
internal sealed class MappedFieldsReader(ElasticsearchClient client)
{
    /// <summary>A request line may have 4096 bytes.</summary>
    private const int LongestPath = 3800;
    private const int LeastOfNames = 300;

    /// <param name="namesInBody">Whether the cluster takes names in a body.</param>
    public async Task<MappedFields> ReadAsync(
        IReadOnlyCollection<string> patterns,
        IReadOnlyCollection<string> fields,
        bool namesInBody,
        CancellationToken cancellationToken
    )
    {
        if (fields.Count == 0)
        {
            return MappedFields.None;
        }

        var capabilities = new FieldCapabilities();
        var path = $"{IndexPath.Of(patterns)}/_field_caps?ignore_unavailable=true&include_unmapped=true";
        string[] names = [.. fields.SelectMany(WithParent).Distinct(StringComparer.Ordinal)];
        if (namesInBody)
        {
            await AskAsync(path, names, capabilities, cancellationToken);
        }
        else
        {
            foreach (var portion in Portions(names, Math.Max(LeastOfNames, LongestPath - path.Length)))
            {
                await AskAsync($"{path}&fields={portion}", [], capabilities, cancellationToken);
            }
        }

        return patterns.Any(IndexPath.IsRemote)
            ? MappedFields.OfRemote(fields, capabilities)
            : MappedFields.Of(fields, capabilities, await ReadUnusualAsync(patterns, cancellationToken));
    }

    private async Task AskAsync(
        string path,
        IReadOnlyCollection<string> names,
        FieldCapabilities capabilities,
        CancellationToken cancellationToken
    )
    {
        var body = names.Count == 0 ? default : JsonBody.Object(w => JsonBody.WriteTexts(w, "fields", names));
        using var response = await client.PostAsync(path, body, cancellationToken);
        using var answer = response.Expect().ReadJson();
        capabilities.Add(answer.RootElement);
    }

    private async Task<UnusualFields> ReadUnusualAsync(
        IReadOnlyCollection<string> patterns,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.GetAsync(
            $"{IndexPath.Of(patterns)}/_mapping?ignore_unavailable=true&filter_path={Uri.EscapeDataString(UnusualFields.FilterPath)}",
            cancellationToken
        );
        using var answer = response.Expect().ReadJson(new() { MaxDepth = 256 });
        return UnusualFields.Read(answer.RootElement);
    }

    /// <summary>A sub-field is known by the field above it.</summary>
    private static IEnumerable<string> WithParent(string field)
    {
        yield return field;
        if (field.LastIndexOf('.') is > 0 and var dot)
        {
            yield return field[..dot];
        }
    }

    private static IEnumerable<string> Portions(IEnumerable<string> names, int length)
    {
        var portion = "";
        foreach (var name in names.Select(Uri.EscapeDataString))
        {
            if (portion.Length > 0 && portion.Length + name.Length >= length)
            {
                yield return portion;
                portion = "";
            }

            portion = portion.Length == 0 ? name : $"{portion},{name}";
        }

        yield return portion;
    }
}
