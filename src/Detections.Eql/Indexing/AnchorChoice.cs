using System.Linq;
using Detections.Eql.Indexing.Nodes;

namespace Detections.Eql.Indexing;

/// <summary>
/// Chooses for each condition the predicates of which one must hold and that hold most seldom: its anchor. A field that only few
/// conditions need for that is not visited where they find another.
/// </summary>
internal sealed class AnchorChoice(CostModel costs, EventState state, Node[] conditions)
{
    private readonly HashSet<int> _excluded = [];

    /// <param name="asked">The steps whose conditions are left to ask.</param>
    /// <param name="residual">Those of them that are better looked at for every event.</param>
    public Anchors[] Choose(IReadOnlyList<int> asked, out int[] residual)
    {
        var chosen = asked.ToDictionary(step => step, step => AnchorOf(conditions[step]));
        foreach (var field in FieldsOf(chosen.Values).OrderBy(slot => chosen.Values.Count(a => a.Uses(slot))).ToList())
        {
            _excluded.Add(field);
            var others = chosen
                .Where(choice => choice.Value.Uses(field))
                .ToDictionary(choice => choice.Key, choice => AnchorOf(conditions[choice.Key]));
            if (others.Sum(other => other.Value.Cost - chosen[other.Key].Cost) > costs.OfVisiting(state.FieldOf(field)))
            {
                _excluded.Remove(field);
                continue;
            }

            foreach (var (step, other) in others)
            {
                chosen[step] = other;
            }
        }

        residual = [.. asked.Where(step => chosen[step].Predicates.Count == 0)];
        return
        [
            .. chosen
                .SelectMany(choice => choice.Value.Predicates.Select(predicate => (predicate, choice.Key)))
                .GroupBy(choice => choice.predicate.Slot)
                .Select(field => AnchorsOf(state.FieldOf(field.Key), field)),
        ];
    }

    private static IEnumerable<int> FieldsOf(IEnumerable<Anchor> anchors) =>
        anchors.SelectMany(anchor => anchor.Predicates).Select(predicate => predicate.Slot).Distinct();

    private static Anchors AnchorsOf(FieldState field, IEnumerable<(Predicate Predicate, int Step)> choices)
    {
        var wanted = new ulong[BitSet.WordsOf(field.Predicates.Count)];
        var steps = new int[field.Predicates.Count][];
        foreach (var byPredicate in choices.GroupBy(choice => choice.Predicate.Number))
        {
            BitSet.Add(wanted, byPredicate.Key);
            steps[byPredicate.Key] = [.. byPredicate.Select(choice => choice.Step)];
        }

        return new(field, wanted, steps);
    }

    /// <summary>One without predicates, whose price is to look at the condition every time, where there is none that is cheaper.</summary>
    private Anchor AnchorOf(Node condition)
    {
        var always = costs.Of(condition).Cost;
        return Find(condition) is { } anchor && anchor.Cost < always ? anchor : new([], always);
    }

    private Anchor? Find(Node node)
    {
        switch (node)
        {
            case PredicateNode { Predicate: var predicate } when !_excluded.Contains(predicate.Slot):
                return new([predicate], costs.OfFinding(predicate));
            case AllNode all:
                return all.Operands.Select(Find).OfType<Anchor>().MinBy(anchor => anchor.Cost);
            case AnyNode any:
                var parts = new List<Anchor>();
                foreach (var operand in any.Operands)
                {
                    if (Find(operand) is not { } part)
                    {
                        return null;
                    }

                    parts.Add(part);
                }

                return new([.. parts.SelectMany(part => part.Predicates).Distinct()], parts.Sum(part => part.Cost));
            default:
                return null;
        }
    }

    private sealed record Anchor(IReadOnlyList<Predicate> Predicates, double Cost)
    {
        public bool Uses(int slot) => Predicates.Any(predicate => predicate.Slot == slot);
    }
}
