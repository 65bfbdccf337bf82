using Detections.Embedded.Http;

namespace Detections.Embedded.Documents;

/// <summary>Splits a bulk body into its actions. A body with a malformed action line is refused as a whole.</summary>
internal static class BulkBody
{
    public static List<BulkAction> Read(ReadOnlyMemory<byte> body, string? defaultIndex)
    {
        if (body.Length == 0)
        {
            throw ApiException.Parsing("request body is required");
        }

        if (body.Span[^1] != '\n')
        {
            throw ApiException.IllegalArgument("The bulk request must be terminated by a newline [\\n]");
        }

        List<BulkAction> actions = [];
        var line = 0;
        while (body.Length > 0)
        {
            line++;
            var head = TakeLine(ref body);
            if (head.Length == 0)
            {
                continue;
            }

            var action = BulkAction.Read(head, line, defaultIndex);
            if (action.Operation != "delete")
            {
                if (body.Length == 0)
                {
                    throw BulkAction.Malformed(line, "its document is missing");
                }

                action = action with { Source = TakeLine(ref body) };
                line++;
            }
            actions.Add(action);
        }
        return actions;
    }

    private static ReadOnlyMemory<byte> TakeLine(ref ReadOnlyMemory<byte> body)
    {
        var end = body.Span.IndexOf((byte)'\n');
        var line = body[..end];
        body = body[(end + 1)..];
        return line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
    }
}
