using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary>What a sequence or sample has to be as a whole: enough filters and not too many, as many keys for each.</summary>
internal sealed partial class Parser
{
    private const int MaxStages = 256;
    private const int MaxSampleFilters = 5;

    private void RejectWrongSequence(TextSpan start, ImmutableArray<Term> terms, Term? until, TimeSpan? maxSpan)
    {
        var stages = until is null ? 0 : 1;
        var positive = 0;
        Term? missing = null;
        foreach (var term in terms)
        {
            stages += term.Runs;
            positive += term.IsMissing ? 0 : 1;
            missing ??= term.IsMissing ? term : null;
        }

        if (stages < 2)
        {
            throw _source.Error(start, $"A sequence requires a minimum of 2 queries, found [{stages}]");
        }

        if (stages > MaxStages)
        {
            throw _source.Error(start, $"Sequence cannot contain more than {MaxStages} queries; found [{stages}]");
        }

        if (positive == 0)
        {
            throw _source.Error(start, "A sequence requires at least one positive event query; found none");
        }

        if (missing is not null && maxSpan is null)
        {
            throw _source.Error(
                missing.Span,
                "[maxspan] is required for sequences with missing events queries; found none"
            );
        }

        RejectUnevenKeys(until is null ? terms : terms.Add(until));
    }

    private void RejectWrongSample(TextSpan start, ImmutableArray<Term> terms)
    {
        if (terms.Length is < 2 or > MaxSampleFilters)
        {
            throw _source.Error(
                start,
                terms.Length < 2
                    ? $"A sample requires a minimum of 2 queries, found [{terms.Length}]"
                    : $"A sample cannot contain more than {MaxSampleFilters} queries; found [{terms.Length}]"
            );
        }

        foreach (var term in terms)
        {
            if (term.IsMissing || term.Runs > 1)
            {
                throw _source.Error(
                    term.Span,
                    term.IsMissing
                        ? "Missing events [![] are for sequences; a sample needs every event"
                        : "A sample has no [runs]; repeat the filter instead"
                );
            }
        }

        RejectUnevenKeys(terms);
        if (terms[0].Keys.IsEmpty)
        {
            throw _source.Error(start, "A sample must have at least one join key; add [by] and a field");
        }

        foreach (var term in terms)
        {
            RejectRepeatedKeys(term);
        }
    }

    private void RejectRepeatedKeys(Term term)
    {
        var seen = new HashSet<string>();
        foreach (var key in term.Keys)
        {
            if (!seen.Add(key.Name))
            {
                throw _source.Error(key.Span, $"Join keys must be used only once, found duplicates: [{key.Name}]");
            }
        }
    }

    private void RejectUnevenKeys(ImmutableArray<Term> terms)
    {
        foreach (var term in terms)
        {
            if (term.Keys.Length != terms[0].Keys.Length)
            {
                throw _source.Error(
                    term.Span,
                    $"Inconsistent number of join keys specified; expected [{terms[0].Keys.Length}] but found [{term.Keys.Length}]"
                );
            }
        }
    }
}
