using System.Text;
using Detections.Eql;

namespace Detections.Runs;

/// <summary>Has each event of a page read once, and judged by all who want it.</summary>
internal static class PageJudging
{
    public static async Task JudgeAsync(
        EventPage page,
        IReadOnlyList<GroupRun> readers,
        CancellationToken cancellationToken
    )
    {
        var index = "";
        var isWanted = false;
        foreach (var reader in readers)
        {
            reader.Report.Pages++;
        }

        foreach (var hit in page.Hits)
        {
            if (index.Length == 0 || !Ascii.Equals(hit.Index.Span, index))
            {
                index = Encoding.UTF8.GetString(hit.Index.Span);
                foreach (var reader in readers)
                {
                    await reader.Judge.EnterIndexAsync(index, cancellationToken);
                }

                isWanted = readers.Any(r => r.Judge.HasCandidates);
            }

            Judge(hit, readers, isWanted);
            foreach (var reader in readers)
            {
                if (reader.Judge.IsFull)
                {
                    await reader.Judge.KeepNewAsync(cancellationToken);
                }
            }
        }

        foreach (var reader in readers)
        {
            await reader.Judge.KeepNewAsync(cancellationToken);
        }
    }

    private static void Judge(EventHit hit, IReadOnlyList<GroupRun> readers, bool isWanted)
    {
        EqlEvent? values = null;
        var problem = hit.Problem;
        if (isWanted && problem is null)
        {
            readers[0].Judge.Matcher.TryRead(hit.Source, hit.Fields, out values, out problem);
        }

        foreach (var reader in readers)
        {
            reader.Judge.Judge(hit, values, problem);
        }
    }
}
