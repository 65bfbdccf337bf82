using System.Globalization;
using CsCheck;
using Detections.Runs;

namespace Detections.Tests.Runs;

public sealed class SharedBudgetTests
{
    [Fact]
    public void The_one_that_holds_most_has_to_give_back_while_the_sum_is_over_the_limit() =>
        Gen.Select(Gen.Select(Gen.Int[0, 4], Gen.Int[0, 100]).List[0, 50], Gen.Int[0, 200])
            .Sample(
                (changes, limit) =>
                {
                    var budget = new SharedBudget<string>(limit);
                    var held = new long[5];
                    foreach (var (holder, bytes) in changes)
                    {
                        budget.Hold($"{holder}", bytes);
                        held[holder] = bytes;
                        if (held.Sum() <= limit)
                        {
                            Assert.Null(budget.Debtor);
                        }
                        else
                        {
                            Assert.Equal(held.Max(), held[int.Parse(budget.Debtor!, CultureInfo.InvariantCulture)]);
                        }
                    }
                }
            );
}
